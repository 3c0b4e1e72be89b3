from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.training.rules.attendance import AttendanceState, Judged, Missed, Rule, judged
from app.training.rules.makeups import left

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
    assert RULE.said() == (
        "開始から5分までの到着は出席とします。遅刻・早退は、いなかった時間を引き、その時間の補講が要ります。"
        "合わせて30分を超えると欠席とし、全部の時間の補講が要ります。補講は、研修の終わりの日までに受けます。"
    )


def test_what_was_missed_may_be_forgiven_up_to_the_limit() -> None:
    rule = Rule(5, 30, Missed.FORGIVEN)

    assert judged(START, END, START + timedelta(minutes=30), None, rule) == Judged(AttendanceState.LATE, 120)
    assert judged(START, END, START + timedelta(minutes=31), None, rule) == Judged(AttendanceState.ABSENT, 0)


def test_one_makes_up_within_so_many_days_and_not_after_the_training() -> None:
    held, ends = date(2026, 11, 22), date(2026, 12, 1)

    assert [Rule(5, 30, makeup_days=days).until(held, ends) for days in (None, 3, 30)] == [
        ends,
        date(2026, 11, 25),
        ends,
    ]


def test_minutes_made_up_are_no_longer_owed() -> None:
    assert [left(120, 100, 0), left(120, 0, 90), left(120, 0, 180)] == [20, 30, 0]
