from __future__ import annotations

from typing import Any

import pytest

from app.statistics.rules import FLAG_ADVICE, FLAG_LABELS, Flag, classes_of, flags_of, standing

GOOD: dict[str, Any] = {
    "facility": 60.0, "discrimination_index": 40.0, "discriminative_efficiency": 55.0, "omitted": 1.0,
    "median_seconds": 90.0,
}  # fmt: skip
NOTHING = dict.fromkeys(GOOD)


def test_a_good_question_raises_no_flag_and_an_unknown_one_neither() -> None:
    assert flags_of(GOOD, [{"right": True, "marked": 80.0, "rest_r": 0.3}], []) == []
    assert flags_of(NOTHING, [{"right": False, "marked": None, "rest_r": None}], []) == []


@pytest.mark.parametrize(
    ("figures", "flag"),
    [
        ({"discrimination_index": -1.0}, Flag.AGAINST_THE_SCORE),
        ({"discrimination_index": 12.0}, Flag.WEAK),
        ({"discriminative_efficiency": 14.0}, Flag.WEAK),
        ({"facility": 19.0}, Flag.HARD),
        ({"facility": 96.0}, Flag.EASY),
        ({"omitted": 6.0}, Flag.OMITTED),
        ({"median_seconds": 241.0}, Flag.SLOW),
    ],
)
def test_a_figure_out_of_bounds_raises_its_flag(figures: dict[str, float], flag: Flag) -> None:
    assert flags_of(GOOD | figures, [], []) == [flag]


@pytest.mark.parametrize(
    ("statement", "flag"),
    [
        ({"right": True, "marked": 50.0, "rest_r": -0.2}, Flag.STATEMENT_AGAINST),
        ({"right": False, "marked": 50.0, "rest_r": 0.2}, Flag.STATEMENT_AGAINST),
        ({"right": False, "marked": 2.0, "rest_r": -0.1}, Flag.DEAD_STATEMENT),
    ],
)
def test_a_statement_that_works_against_its_question_is_found(statement: dict[str, Any], flag: Flag) -> None:
    assert flags_of(GOOD, [statement], []) == [flag]


def test_a_wrong_set_tempts_when_more_chose_it_than_the_right_ones() -> None:
    right = {"right": True, "tempting": False, "chosen": 10}

    assert flags_of(GOOD, [], [right, {"right": False, "tempting": True, "chosen": 11}]) == [Flag.TEMPTING]
    assert flags_of(GOOD, [], [right, {"right": False, "tempting": True, "chosen": 10}]) == []


def test_every_flag_has_a_label_and_advice() -> None:
    assert set(FLAG_LABELS) == set(FLAG_ADVICE) == set(Flag)


def test_a_standing_counts_half_of_those_who_tie() -> None:
    assert standing([0, 10, 5, 5], 2) == pytest.approx(100 * (5 + 2.5) / 20)


@pytest.mark.parametrize(("counts", "score"), [([19], 0), ([20, 5], 2), ([20, 5], -1), ([], 0)])
def test_no_standing_in_a_small_cohort_or_off_the_scale(counts: list[int], score: int) -> None:
    assert standing(counts, score) is None


def test_classes_keep_everybody_and_are_few() -> None:
    counts = list(range(61))

    classes = classes_of(counts)

    assert sum(found.value for found in classes) == sum(counts)
    assert len(classes) <= 13
    assert (classes[0].label, classes[-1].label) == ("0–4", "60")
