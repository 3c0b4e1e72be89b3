from __future__ import annotations

import io
import zipfile

import pytest

from app.training.rules import reports as rules
from app.training.rules.reports import Criterion, Level, Rubric

PDF, PNG = b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n"


def packed(*names: str, inside: bytes = b"x") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as written:
        for name in names:
            written.writestr(name, inside)
    return made.getvalue()


@pytest.mark.parametrize(
    ("text", "levels", "problem"),
    [
        ("1 もう少し\n３点：十分", [Level(3, "十分"), Level(1, "もう少し")], None),
        ("十分\n0 ない", [], "「十分」は、「3 十分にできている」のように、点数と言葉で書いてください。"),
        ("1 ある", [], "段階は2から6個までにしてください（いま1個）。"),
        ("1 ある\n1 ない", [], "段階の点数が重なっています。段階ごとに違う点数にしてください。"),
        ("101 ある\n1 ない", [], "点数は0から100までにしてください。"),
    ],
)
def test_levels_stand_one_a_line_with_their_points(text: str, levels: list[Level], problem: str | None) -> None:
    assert rules.levels_of(text) == (levels, problem)


def test_a_criterion_may_say_what_its_levels_look_like() -> None:
    criteria, problem = rules.criteria_of("分析｜事実を分けている｜混ざっている\n方針")

    assert (criteria, problem) == ([Criterion("分析", ("事実を分けている", "混ざっている")), Criterion("方針")], None)
    rubric = Rubric([Level(2, "よい"), Level(0, "ない")], criteria)
    assert rules.rubric_of(rubric.stored()) == Rubric(rubric.levels, [criteria[0], Criterion("方針", ())])
    assert rules.as_lines(rubric)[1] == "分析｜事実を分けている｜混ざっている\n方針"
    assert rules.criteria_of("\n") == ([], "観点は1から10個までにしてください（いま0個）。")
    assert rules.criteria_of("あ" * 61)[1] is not None


def test_every_criterion_needs_a_level_that_exists() -> None:
    rubric = Rubric([Level(3, "よい"), Level(0, "ない")], [Criterion("一"), Criterion("二")])

    assert (rubric.most, rubric.points({0: 0, 1: 1})) == (6, 3)
    assert [rubric.fits(marks) for marks in ({0: 0, 1: 1}, {0: 0}, {0: 0, 1: 2}, {0: 0, 1: 0, 2: 0})] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("data", "kind", "problem"),
    [
        (PDF, "application/pdf", None),
        (PNG, "image/png", None),
        (packed("word/document.xml"), rules.INSIDE["word/document.xml"], None),
        (b"MZ\x90", None, rules.ODD_FILE),
        (bytes.fromhex("d0cf11e0a1b11ae1"), None, rules.OLD_OFFICE),
        (packed("word/document.xml", "word/vbaProject.bin"), None, rules.MACROS),
        (packed("word/document.xml", inside=b"0" * 3 * 2**20), None, rules.BOMB),
        (packed("readme.txt"), None, rules.ODD_FILE),
        (b"PK\x03\x04broken", None, rules.BROKEN),
        (PDF + b"0" * 5 * 2**20, None, rules.TOO_LARGE),
    ],
)
def test_a_file_is_looked_at_from_outside(data: bytes, kind: str | None, problem: str | None) -> None:
    assert rules.looked_at(data) == (kind, problem)
