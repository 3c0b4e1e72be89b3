from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.training.rules import records as rules
from app.training.rules.records import Days, Moment, Nudge, SheetState

DAYS = Days(
    before_due_on=date(2026, 11, 1),
    after_opens_on=date(2026, 11, 30),
    after_due_on=date(2026, 12, 14),
    later_opens_on=date(2027, 2, 28),
    later_due_on=date(2027, 3, 14),
    closes_on=date(2027, 3, 28),
)
AFTER = DAYS.window(Moment.AFTER, date(2026, 10, 20))


@pytest.mark.parametrize(
    ("today", "handed_in", "state"),
    [
        (date(2026, 11, 29), False, SheetState.NOT_YET),
        (date(2026, 11, 30), False, SheetState.OPEN),
        (date(2026, 12, 14), False, SheetState.OPEN),
        (date(2026, 12, 15), False, SheetState.LATE),
        (date(2027, 2, 27), False, SheetState.LATE),
        (date(2027, 2, 28), False, SheetState.MISSED),
        (date(2027, 2, 28), True, SheetState.DONE),
    ],
)
def test_a_sheet_is_taken_until_the_next_moment_begins(today: date, handed_in: bool, state: SheetState) -> None:
    assert AFTER.state(today, handed_in=handed_in) is state


@pytest.mark.parametrize(
    ("today", "told", "nudge"),
    [
        (date(2026, 11, 29), [], None),
        (date(2026, 11, 30), [], Nudge.OPENED),
        (date(2026, 12, 1), ["opened"], None),
        (date(2026, 12, 7), ["opened"], Nudge.SOON),
        (date(2026, 12, 14), ["soon"], Nudge.TODAY),
        (date(2026, 12, 15), ["soon"], None),
        (date(2026, 12, 15), [], Nudge.OVERDUE),
        (date(2026, 12, 20), ["opened"], Nudge.OVERDUE),
        (date(2026, 12, 20), ["today"], None),
        (date(2026, 12, 21), ["today"], Nudge.OVERDUE),
        (date(2026, 12, 21), ["overdue"], None),
        (date(2027, 3, 1), [], None),
    ],
)
def test_each_reminder_is_sent_once_and_none_after_a_later_one(
    today: date, told: list[str], nudge: Nudge | None
) -> None:
    assert rules.nudge(AFTER, today, told) is nudge


def test_the_last_moment_is_three_months_after_the_end_whatever_the_month() -> None:
    assert rules.months_later(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert rules.months_later(date(2026, 12, 31), 3) == date(2027, 3, 31)


@pytest.mark.parametrize("late", [timedelta(days=-20), timedelta(0), timedelta(days=29), timedelta(days=90)])
def test_the_days_proposed_follow_each_other_also_when_the_training_has_begun_or_is_over(late: timedelta) -> None:
    begins, ends = date(2026, 11, 1), date(2026, 11, 30)
    days = rules.usual_days(begins, ends, begins + late)
    named = {name: getattr(days, name) for name in rules.DAY_LABELS}

    assert rules.day_problems(named) == {}
    assert days.after_opens_on == ends


def test_days_in_the_wrong_order_are_told_at_the_later_one() -> None:
    named = {name: getattr(DAYS, name) for name in rules.DAY_LABELS}

    wrong = rules.day_problems(named | {"after_opens_on": DAYS.before_due_on, "closes_on": date(2027, 3, 1)})

    assert wrong == {
        "after_opens_on": "受講直後の受付を始める日は、受講前の期限の次の日か、それよりあとの日にしてください。",
        "closes_on": "受付を終える日は、3か月後の期限か、それよりあとの日にしてください。",
    }


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("説明できる。\n\n　選べる。\n説明できる。", None),
        (" \n ", "目標を一つ以上、1行に一つずつ入力してください。"),
        ("\n".join(map(str, range(13))), "目標は12個までにしてください（いま13個）。"),
        ("あ" * 201, "目標は一つ200文字までにしてください。"),
    ],
)
def test_goals_stand_one_a_line(text: str, problem: str | None) -> None:
    assert rules.goals_problem(rules.goals_of(text)) == problem
