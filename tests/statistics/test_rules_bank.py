from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.questions.rules.words import QuestionStatus
from app.statistics.rules.bank import Asked, Measured, Thin, easiness, health, thin_topic

TODAY = date(2026, 11, 22)


def asked(id: int = 1, **other: Any) -> Asked:
    usual = {"status": QuestionStatus.PUBLISHED, "topic": "介護保険", "topic_code": "t", "in_use": True}
    rest = {"doubtful_from": None, "expires": None, "amendments": 0, "reports": 0, "in_papers": 1, "drilled": 0}
    return Asked(id=id, external_id=f"KS-{id}", **{**usual, **rest, **other})


def measured(id: int, people: int = 40, **figures: Any) -> Measured:
    return Measured(id, f"KS-{id}", "介護保険", "mock-1", "模擬試験", 1, id, people, figures)


def test_an_empty_bank_has_nothing_to_look_at() -> None:
    found = health([], [], [], TODAY)

    assert (found.in_use, found.measured, list(found.bad), list(found.thin)) == (0, 0, [], [])
    assert [one.value for one in found.easiness] == [0] * 5


def test_doubt_comes_from_the_state_a_day_or_an_amendment_and_not_from_retired_ones() -> None:
    rows = [
        asked(1, status=QuestionStatus.DOUBTED),
        asked(2, doubtful_from=TODAY),
        asked(3, amendments=2),
        asked(4),
        asked(5, status=QuestionStatus.RETIRED, amendments=1),
    ]

    assert {one.id for one in health(rows, [], [], TODAY).doubted} == {1, 2, 3}


def test_only_clear_and_grave_figures_are_called_bad_the_worst_first() -> None:
    rows = [
        measured(1, flags=["weak"], discrimination_index=12.0),
        measured(2, flags=["against_the_score"], discrimination_index=-4.0),
        measured(3, flags=["easy"], discrimination_index=30.0),
        measured(4, people=29, flags=["weak"], discrimination_index=5.0),
        measured(5, flags=["tempting"], discrimination_index=None),
    ]

    found = health([], rows, [], TODAY)

    assert [one.question_id for one in found.bad] == [2, 1, 5]
    assert found.measured == 4


def test_what_ends_soon_or_has_ended_is_told_the_first_day_first() -> None:
    days = {1: 400, 2: 30, 3: -5, 4: None}
    rows = [asked(id, expires=None if n is None else TODAY + timedelta(days=n)) for id, n in days.items()]

    found = health(rows, [], [], TODAY)

    assert [(one.id, one.days_left(TODAY)) for one in found.ending] == [(3, -5), (2, 30)]


def test_never_used_means_in_no_paper_and_in_no_practice() -> None:
    rows = [asked(1, in_papers=0), asked(2, in_papers=0, drilled=1), asked(3, in_papers=0, in_use=False)]

    assert [one.id for one in health(rows, [], [], TODAY).never_used] == [1]


def test_a_topic_is_thin_below_three() -> None:
    assert thin_topic("難病", "福祉", 3) is None
    assert thin_topic("難病", "福祉", 1) == Thin("難病", "福祉", 1, 2)


def test_every_share_is_in_one_class() -> None:
    assert [one.value for one in easiness([0.0, 19.9, 20.0, 100.0, None])] == [2, 1, 0, 0, 1]
