from __future__ import annotations

import json
import string
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.questions.rules import marked_yaml
from app.questions.rules.problems import Document

LETTERS = string.ascii_letters + string.digits + " 　「」、。：:#-'\"&*!|>%@`{}[],?介護保険"
words = st.text(LETTERS, max_size=20)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words.filter(bool), inner, max_size=4),
    max_leaves=12,
)


def read(text: str) -> tuple[Document | None, list[str]]:
    document, problems = marked_yaml.read("a.yaml", text.encode())
    return document, [f"{problem.line} {problem.message}" for problem in problems]


@given(plain_values)
def test_what_json_says_is_read_back(data: Any) -> None:
    document, problems = marked_yaml.read("a.yaml", json.dumps({"data": data}, ensure_ascii=False).encode())

    assert problems == []
    assert document is not None
    assert document.data == {"data": data}


@given(plain_values)
def test_what_another_program_writes_is_read_back(data: Any) -> None:
    document, problems = marked_yaml.read("a.yaml", yaml.safe_dump({"data": data}, allow_unicode=True).encode())

    assert problems == []
    assert document is not None
    assert document.data == {"data": data}


@given(st.binary(max_size=200))
def test_no_bytes_are_a_bug(content: bytes) -> None:
    document, problems = marked_yaml.read("a.yaml", content)

    assert document is not None or problems
    assert all(1 <= problem.line <= content.count(b"\n") + content.count(b"\r") + 2 for problem in problems)


@given(st.text("-:&*!|> \n\t[]{}ab1'\"#%,?é", max_size=80))
def test_no_text_is_a_bug(text: str) -> None:
    document, problems = marked_yaml.read("a.yaml", text.encode())

    assert document is not None or problems


def test_each_value_knows_its_line() -> None:
    document, problems = read("# 題\n- id: a\n  list:\n    - 1\n    - {x: y,\n       z: 2}\n- id: b\n")

    assert problems == []
    assert document is not None
    assert document.data == [{"id": "a", "list": [1, {"x": "y", "z": 2}]}, {"id": "b"}]
    paths = [(0, "id"), (0, "list"), (0, "list", 1), (0, "list", 1, "z"), (0, "absent"), (1,)]
    assert [document.line(path) for path in paths] == [2, 3, 5, 6, 2, 7]
    assert document.id((0, "list", 1)) == "a"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None), ("~", None), ("", None), ("true", True), ("false", False), ("0", 0), ("-12", -12),
        ("2026-10-01", "2026-10-01"), ("10-2", "10-2"), ('"9"', "9"), ("'yes'", "yes"), ("1.50", 1.5),
        ("第1号", "第1号"), ("|\n  一行\n  二行\n", "一行\n二行\n"),
    ],
)  # fmt: skip
def test_a_value_is_what_it_looks_like(text: str, value: object) -> None:
    document, problems = read(f"a: {text}")

    assert problems == []
    assert document is not None
    assert document.data == {"a": value}


@pytest.mark.parametrize("text", ["yes", "No", "on", "True", "NULL", "012", "0x1F", "12:30", "1_000", "="])
def test_a_word_that_yaml_reads_as_something_else_is_refused(text: str) -> None:
    _document, problems = read(f"a: {text}")

    assert problems == [f'1 「{text}」は YAML では文字でない値と読まれます。"{text}" と引用符で囲んでください']


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: 1\n\tb: 2", "2 タブがあります。半角空白に置き換えてください"),
        ("a: 1\na: 2", "2 「a」が二度書かれています（一度目は 1 行目）。一つにしてください"),
        ("a: &x 1", "1 目印「&x」は使えません。消してください"),
        ("a: !!str 1", "1 タグ「!!str」は使えません。値だけを書いてください"),
        ("a: *x", "1 別名「*x」は使えません。値をそのまま書いてください"),
        ("a: 1\n---\nb: 2", "2 「---」で文書が分かれています。一つの文書にまとめてください"),
        ("? [a]\n: b", "1 見出しが語ではありません。「見出し: 値」の形で書いてください"),
        ("a: b: c", '1 文の中に「: 」があります。文全体を " " で囲んでください'),
        ("a: @b", '1 値がこの記号では始められません。値全体を " " で囲んでください'),
        ('a: "b', "1 引用符か括弧が閉じていません。閉じてください"),
        ("a: [b, c", "1 [ ] の中の区切り「,」か閉じる括弧がありません"),
        ("a: {b: c", "1 { } の中の区切り「,」か閉じる括弧がありません"),
        ("a: 1\n b: 2", '2 文の中に「: 」があります。文全体を " " で囲んでください'),
        ("a:\n  - b\n c: d", "3 字下げか並びがそろっていません。前後の行と同じ深さの半角空白で始めてください"),
        ("a: \x07", "1 目に見えない制御文字が混じっています。その行を打ち直してください"),
        ("[" * 40 + "]" * 40, "1 入れ子が深すぎます。書式の例の形に直してください"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, problem: str) -> None:
    assert problem in read(text)[1]


def test_a_million_brackets_are_refused_quickly() -> None:
    assert read("[" * 1_000_000)[0] is None


def test_aliases_do_not_multiply() -> None:
    bomb = "a: &a [1, 1]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))

    document, problems = read(bomb)

    assert document is not None
    assert len(problems) == 25
