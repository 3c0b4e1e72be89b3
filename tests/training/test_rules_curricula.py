from __future__ import annotations

import pytest

from app.training.rules import stock
from app.training.rules.reading import Known, read_curricula
from app.training.rules.side_by_side import lines
from tests.training.samples import CURRICULUM, files, said

KNOWN = Known(frozenset({"nanbyo-final"}), frozenset({"nanbyo/01-seido.md"}))


def read(text: str = CURRICULUM) -> tuple[list[stock.Curriculum], list[str]]:
    found, problems = read_curricula(files(curriculum=text), KNOWN)
    return found, said(problems)


def test_a_sound_curriculum_is_read_whole() -> None:
    found, problems = read()

    assert problems == []
    assert [module.minutes for module in found[0].modules] == [180, None]
    assert (found[0].slug, found[0].practicum_days, found[0].themes[0].minutes) == ("jitsumu-r6", 3, 60)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    minutes: 180", "    minutes: -1", "minutes: -1 は小さすぎます。0 以上にしてください"),
        ("    form: lecture", "    form: 講義", 'form: "講義" は使えません'),
        (
            "edition: r6",
            "edition: r5",
            "この課程は jitsumu/r5.yaml に書きます。移すか、course と edition を直してください",
        ),
        ("from: 2024-04-01", "from: 2024-02-30", "ない日付があります。暦にある日を書いてください"),
        ("to: null", "to: 2020-04-01", "終わりの日が始まりの日より前です。逆にしてください"),
        ("code: m02", "code: m01", "code「m01」が二度使われています"),
        ("replaces: []", "replaces: [r5:m09]", "読替の相手「r5:m09」がありません"),
        ("01-seido.md", "09-nai.md", "教材 lessons/nanbyo/09-nai.md がありません"),
        ("    minutes: null", "    minutes: 60", "科目の時間の合計は 240 分ですが、total_minutes は 300 分です"),
        ("final_check: null", "final_check: nothing", "確認問題「nothing」が問題バンクにありません"),
        ("minutes: 60, source", "minutes: 600, source", "課程全体の時間より長くなっています"),
    ],
)
def test_each_fault_is_told_in_a_sentence(old: str, new: str, message: str) -> None:
    _found, problems = read(CURRICULUM.replace(old, new))

    assert [problem.partition("。")[0] for problem in problems if message.partition("。")[0] in problem] != []


def test_what_is_written_is_read_again_as_the_same() -> None:
    found, _problems = read()

    assert stock.curriculum(stock.written(found[0])) == found[0]


def test_modules_of_two_editions_stand_beside_each_other_by_what_is_said_or_by_their_name() -> None:
    found, _problems = read()
    first, second = found[0].modules
    renamed = stock.module(
        {**stock.written(found[0])["modules"][1], "code": "n1", "replaces": ["r5:m02"], "title": "新"}
    )

    rows = lines("r5", [first, second], [first, renamed])

    assert [([each.code for each in row.old], row.new.code if row.new else None, row.said) for row in rows] == [
        (["m01"], "m01", False),
        (["m02"], "n1", True),
    ]
    assert [row.new for row in lines("r5", [first], [])] == [None]
