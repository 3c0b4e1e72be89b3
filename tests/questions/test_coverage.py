"""The list of headings that must be asked about: every fault of it is told with its line and what to write."""

from __future__ import annotations

import pytest

from app.questions.rules.reading import Reading, read_bank
from tests.questions.samples import COVERAGE, mock_bank, spoilt


def read(coverage: bytes) -> Reading:
    return read_bank({**mock_bank(), "coverage.yaml": coverage}, as_stock=True)


def said(coverage: bytes) -> list[str]:
    return [str(problem) for problem in read(coverage).problems]


def test_the_headings_are_read_with_their_questions() -> None:
    bank = read(COVERAGE.encode()).bank

    assert bank is not None
    assert [(document.title, len(document.headings)) for document in bank.coverage] == [
        ("介護支援専門員の仕事", 2),
        ("高齢者虐待の防止", 1),
    ]
    assert (bank.coverage[0].headings[1].code, bank.coverage[0].headings[1].questions) == (
        "shigoto-2",
        ("KS-JIRE-001", "KS-JIRE-002"),
    )


def test_a_bank_without_the_list_is_told_so_and_can_be_loaded() -> None:
    files = mock_bank()
    del files["coverage.yaml"]

    reading = read_bank(files, as_stock=True)

    assert reading.bank is not None
    assert [str(problem) for problem in reading.problems] == [
        "coverage.yaml:1 - 注意: このファイルがありません。"
        "覚えるべき資料の見出しごとに、それを問う問題の id を書いてください"
    ]


BAD = {
    "question that does not exist": (
        "KS-JIRE-002", "KS-JIRE-099",
        "coverage.yaml:8 shigoto-2 見出し「事例の検討」の問題 KS-JIRE-099 は questions/ のどこにもありません。"
        "id を確かめてください",
    ),
    "no question": (
        "[KS-HIHO-001]", "[]",
        "coverage.yaml:5 shigoto-1 questions: 0 個です。1 個以上にしてください。"
        "この見出しを問う問題の id を、一つ以上 [ ] に書きます",
    ),
    "the same question twice": (
        "KS-JIRE-002", "KS-JIRE-001",
        "coverage.yaml:8 shigoto-2 questions: 同じものが二度書かれています。一つにしてください。"
        "この見出しを問う問題の id を、一つ以上 [ ] に書きます",
    ),
    "full-width id": (
        "KS-JIRE-002", "KS-JIRE-００2",
        'coverage.yaml:8 shigoto-2 questions: "KS-JIRE-００2" に全角の字があります。'
        '半角で "KS-JIRE-002" と書いてください。問題の id を半角で KS-HIHO-001 の形に書きます',
    ),
    "code used twice": (
        "code: gyakutai-1", "code: shigoto-1",
        "coverage.yaml:11 shigoto-1 見出しの code 「shigoto-1」は coverage.yaml:3 で使われています。"
        "別のものにしてください",
    ),
    "document named twice": (
        "document: 高齢者虐待の防止", "document: 介護支援専門員の仕事",
        "coverage.yaml:9 - 資料「介護支援専門員の仕事」は coverage.yaml:1 で使われています。別のものにしてください",
    ),
    "typo in a key": (
        "title: 事例の検討", "titel: 事例の検討",
        "coverage.yaml:7 shigoto-2 「titel」という見出しはありません。もしかして「title」ですか",
    ),
    "no title": (
        "      title: 事例の検討\n", "",
        "coverage.yaml:6 shigoto-2 「title」がありません。見出しの字句を書きます",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message"), BAD.values(), ids=BAD.keys())
def test_a_bad_list_is_refused(old: str, new: str, message: str) -> None:
    assert said(spoilt(old, new, text=COVERAGE)) == [message]


def test_a_list_that_could_not_be_read_is_not_called_missing() -> None:
    message = "文字コードが UTF-16 です。UTF-8（BOM なし）で保存してください"

    assert said(COVERAGE.encode("utf-16")) == [f"coverage.yaml:1 - {message}"]
