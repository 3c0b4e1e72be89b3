from __future__ import annotations

import ast
from datetime import date

import pytest

from app.accessibility.rules import (
    CRITERIA,
    NOT_APPLICABLE,
    NUMBERS,
    TESTED,
    ByHand,
    Found,
    Results,
    Standing,
    counted,
    criterion_of,
    table,
)
from tests.house.files import ROOT

TODAY = date(2026, 11, 22)
GOOD, BAD = ByHand(TODAY, True, "読み上げで確かめた"), ByHand(TODAY, False, "順序が違った")


def standing(number: str, found: Found | None = None, hand: ByHand | None = None) -> Standing:
    """What is said of the criterion when this is all that is known."""
    results = Results(TODAY, "axe", 9, {number: found} if found else {}, {number: hand} if hand else {})
    return next(line.standing for line in table(results) if line.criterion.number == number)


def test_the_criteria_are_those_of_the_standard_to_level_aa() -> None:
    levels = [criterion.level for criterion in CRITERIA]

    assert (levels.count("A"), levels.count("AA"), len(NUMBERS)) == (25, 13, 38)
    assert {*TESTED, *NOT_APPLICABLE} <= NUMBERS


def test_what_nobody_has_checked_says_so() -> None:
    assert standing("1.3.3") is Standing.UNCHECKED
    assert standing("1.3.3", Found(0, 0, 3)) is Standing.UNCHECKED


@pytest.mark.parametrize(
    ("number", "found", "hand", "expected"),
    [
        ("1.4.3", Found(9, 0, 1), None, Standing.BY_MACHINE),
        ("1.4.3", Found(8, 1, 0), None, Standing.BROKEN),
        ("1.4.3", Found(8, 1, 0), GOOD, Standing.BROKEN),
        ("1.4.3", Found(9, 0, 0), BAD, Standing.BROKEN),
        ("1.3.3", None, GOOD, Standing.BY_HAND),
        ("2.1.1", None, None, Standing.BY_MACHINE),
        ("1.2.1", None, None, Standing.NOT_APPLICABLE),
    ],
)
def test_what_is_said_follows_from_what_was_found(
    number: str, found: Found | None, hand: ByHand | None, expected: Standing
) -> None:
    assert standing(number, found, hand) is expected


def test_every_line_says_on_what_it_rests() -> None:
    results = Results(TODAY, "axe", 9, {"1.4.3": Found(7, 1, 2)}, {"1.3.3": GOOD})
    lines = {line.criterion.number: line.grounds for line in table(results)}

    assert lines["1.4.3"] == ("機械：問題なし 7画面、問題あり 1画面、人の目が要る 2画面",)
    assert lines["1.3.3"] == ("2026年11月22日、読み上げで確かめた",)
    assert lines["3.2.4"] == ()
    assert sum(counted(table(results)).values()) == 38


@pytest.mark.parametrize(
    ("tag", "number"), [("wcag143", "1.4.3"), ("wcag2a", None), ("wcag1410", None), ("best-practice", None)]
)
def test_the_machine_s_names_are_understood(tag: str, number: str | None) -> None:
    assert criterion_of(tag) == number


def test_the_tests_that_are_named_are_there() -> None:
    for tested in TESTED.values():
        path, _, name = tested.where.partition("::")
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}, tested.where
