from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.training.rules.attendance import AttendanceState, Judged, Rule, judged

START = datetime(2026, 11, 22, 1, tzinfo=UTC)
END = START + timedelta(minutes=120)
RULE = Rule(grace_minutes=5, limit_minutes=30)


@pytest.mark.parametrize(
    ("late", "early", "state", "minutes"),
    [
        (-20, None, AttendanceState.PRESENT, 120),
        (5, None, AttendanceState.PRESENT, 120),
        (6, None, AttendanceState.LATE, 114),
        (30, None, AttendanceState.LATE, 90),
        (31, None, AttendanceState.ABSENT, 0),
        (0, 10, AttendanceState.EARLY, 110),
        (20, 10, AttendanceState.LATE, 90),
        (20, 11, AttendanceState.ABSENT, 0),
        (0, -10, AttendanceState.PRESENT, 120),
    ],
)
def test_late_and_early_cost_what_was_missed_and_too_much_is_absent(
    late: int, early: int | None, state: AttendanceState, minutes: int
) -> None:
    left = None if early is None else END - timedelta(minutes=early)

    assert judged(START, END, START + timedelta(minutes=late), left, RULE) == Judged(state, minutes)


def test_who_never_came_was_absent() -> None:
    assert judged(START, END, None, None, RULE) == Judged(AttendanceState.ABSENT, 0)


def test_the_rule_can_be_read() -> None:
    assert "開始から5分まで" in RULE.said()
    assert "30分を超えると欠席" in RULE.said()
