from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.practice.rules import calendar
from app.practice.rules.calendar import Calendar, budget_problem, exam_day_problem, japanese_day, morning_of, streak
from app.practice.rules.words import DayKind

TODAY = date(2026, 11, 22)


def ago(*days: int) -> set[date]:
    return {TODAY - timedelta(days=each) for each in days}


@pytest.mark.parametrize(
    ("exam_on", "problem"),
    [
        (None, None),
        (date(2027, 10, 10), None),
        (date(2026, 11, 23), None),
        (TODAY, calendar.EXAM_PAST),
        (date(2025, 10, 12), calendar.EXAM_PAST),
        (date(2036, 10, 12), calendar.EXAM_FAR),
    ],
)
def test_the_exam_is_to_come_and_not_too_far(exam_on: date | None, problem: str | None) -> None:
    assert exam_day_problem(exam_on, TODAY) == problem
    assert exam_day_problem(exam_on, TODAY, kept=exam_on) is None
    assert exam_day_problem(exam_on, TODAY, kept=date(2026, 1, 1)) == problem


@pytest.mark.parametrize(
    ("minutes", "problem"),
    [
        (1, None),
        (240, None),
        (0, calendar.NO_TIME),
        (-3, calendar.NO_TIME),
        (None, calendar.NO_TIME),
        (241, calendar.TOO_LONG),
    ],
)
def test_a_budget_is_some_minutes_and_not_the_whole_day(minutes: int | None, problem: str | None) -> None:
    assert budget_problem(minutes) == problem


def test_days_off_have_no_minutes_and_night_shifts_half() -> None:
    kept = Calendar(20, {TODAY: DayKind.NIGHT, TODAY + timedelta(days=1): DayKind.OFF})

    assert [kept.minutes(TODAY + timedelta(days=n)) for n in range(3)] == [10, 0, 20]


def test_what_was_spent_of_today_is_not_asked_again() -> None:
    kept = Calendar(20, {}, {TODAY: 12.5})

    assert (kept.minutes(TODAY), kept.minutes(TODAY + timedelta(days=1))) == (7.5, 20)
    assert Calendar(20, {}, {TODAY: 90.0}).minutes(TODAY) == 0


def test_the_day_is_the_japanese_one_and_begins_at_four() -> None:
    late = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)

    assert japanese_day(late) == date(2026, 11, 23)
    assert morning_of(date(2026, 11, 23)).astimezone(UTC) == datetime(2026, 11, 22, 19, 0, tzinfo=UTC)


def test_a_streak_goes_on_over_night_shifts_and_days_off() -> None:
    marked = {TODAY - timedelta(days=2): DayKind.NIGHT, TODAY - timedelta(days=3): DayKind.OFF}

    assert streak(ago(0, 1, 4, 5), marked, TODAY) == 4
    assert streak(ago(0, 1, 4, 5), {}, TODAY) == 2


def test_today_is_not_over_yet() -> None:
    assert streak(ago(1, 2), {}, TODAY) == 2
    assert streak(ago(2, 3), {}, TODAY) == 0
    assert streak(set(), {}, TODAY) == 0


def test_a_week_begins_on_monday() -> None:
    assert calendar.week_of(TODAY) == (date(2026, 11, 16), TODAY)
