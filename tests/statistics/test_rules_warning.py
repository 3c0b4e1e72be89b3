from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from app.statistics.rules.warning import Part, Prospect, prospect, reasons, said, spread

TODAY = date(2026, 11, 22)
FINE = Part("介護支援分野", 22, 25, 17.0, 18, 0.95, 21.5)
SHORT = Part("保健医療福祉サービス分野", 20, 35, 23.0, 25, 0.1, 21.2)


def told(**other: Any) -> list[str]:
    usual = {"fields": [FINE], "sections": [], "not_reached": 0, "questions": 60, "sat_on": TODAY, "today": TODAY}
    return reasons(**{**usual, "practised_on": TODAY, **other})


@pytest.mark.parametrize(
    ("chance", "word"),
    [(0.0, "unlikely"), (0.39, "unlikely"), (0.4, "open"), (0.74, "open"), (0.75, "likely"), (1.0, "likely")],
)
def test_a_chance_has_a_word(chance: float, word: str) -> None:
    assert prospect(chance) is Prospect(word)


@pytest.mark.parametrize(("chance", "words"), [(0.0, "1%未満"), (0.31, "31%"), (1.0, "99%を超える")])
def test_nothing_is_certain(chance: float, words: str) -> None:
    assert said(chance) == words


def test_who_is_well_on_the_way_has_no_reason() -> None:
    assert told() == []


def test_a_field_that_falls_short_says_by_how_much() -> None:
    assert told(fields=[FINE, SHORT]) == ["保健医療福祉サービス分野が基準の25点に3.8点足りない見込み"]


def test_a_field_at_the_border_says_so() -> None:
    near = Part("介護支援分野", 18, 25, 17.0, 18, 0.55, 18.2)

    assert told(fields=[near]) == ["介護支援分野が基準の18点すれすれの見込み"]


def test_the_weakest_section_is_named_only_where_it_is_far_behind() -> None:
    behind, near = Part("福祉", 6, 15, 10.0), Part("医療", 11, 20, 12.0)

    assert told(sections=[near, behind]) == ["「福祉」が平均より4.0点低い"]
    assert told(sections=[near]) == []


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        ({"not_reached": 5}, "終わりの5問に届かなかった"),
        ({"practised_on": None}, "練習をまだ始めていない"),
        ({"practised_on": TODAY - timedelta(days=20)}, "20日練習していない"),
        ({"sat_on": TODAY - timedelta(days=90)}, "最後の試験から90日たっている"),
    ],
)
def test_what_somebody_can_act_upon_is_told(other: dict[str, Any], reason: str) -> None:
    assert told(**other) == [reason]


def test_there_are_never_more_reasons_than_one_reads() -> None:
    weak = Part("福祉", 6, 15, 10.0)
    worst = {"not_reached": 9, "practised_on": None, "sat_on": TODAY - timedelta(days=90)}

    assert len(told(fields=[SHORT, SHORT], sections=[weak], **worst)) == 4


def test_the_spread_says_how_many_are_in_each_fifth() -> None:
    assert [(one.label, one.value) for one in spread([3, 0, 1, 0, 2])][0::4] == [("0–20", 3), ("80–100", 2)]
