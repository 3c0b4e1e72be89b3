"""Attendance: late, early and absent, and the minutes that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class AttendanceState(StrEnum):
    PRESENT = "present"
    LATE = "late"
    EARLY = "early"
    ABSENT = "absent"


ATTENDANCE_LABELS = {
    AttendanceState.PRESENT: "出席",
    AttendanceState.LATE: "遅刻",
    AttendanceState.EARLY: "早退",
    AttendanceState.ABSENT: "欠席",
}


class Method(StrEnum):
    """How an attendance became known."""

    LIST = "list"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Rule:
    """The organiser's rule: minutes of grace, and how much may be missed before it counts as absent."""

    grace_minutes: int
    limit_minutes: int

    def said(self) -> str:
        """The rule as people read it."""
        return (
            f"開始から{self.grace_minutes}分までの到着は出席とします。"
            f"遅刻・早退は、いなかった時間を引きます。合わせて{self.limit_minutes}分を超えると欠席とし、補講が要ります。"
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """What an attendance comes to."""

    state: AttendanceState
    minutes: int


def judged(
    starts_at: datetime, ends_at: datetime, arrived_at: datetime | None, left_at: datetime | None, rule: Rule
) -> Judged:
    """The state and the minutes of somebody who came and went at these times; nobody who never came was there."""
    whole = _minutes(ends_at - starts_at)
    if arrived_at is None:
        return Judged(AttendanceState.ABSENT, 0)
    late, early = _minutes(arrived_at - starts_at), _minutes(ends_at - (left_at or ends_at))
    late = 0 if late <= rule.grace_minutes else late
    missed = late + early
    if missed > rule.limit_minutes:
        return Judged(AttendanceState.ABSENT, 0)
    state = AttendanceState.LATE if late else AttendanceState.EARLY if early else AttendanceState.PRESENT
    return Judged(state, max(0, whole - missed))


def _minutes(length: timedelta) -> int:
    """Whole minutes begun; nothing for a length below zero."""
    return max(0, -(-int(length.total_seconds()) // 60))
