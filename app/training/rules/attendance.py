"""Attendance: late, early and absent, and the minutes that come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


class Missed(StrEnum):
    """What becomes of the minutes that somebody missed who was late or left early."""

    TAKEN_OFF = "taken_off"
    FORGIVEN = "forgiven"


MISSED_LABELS = {
    Missed.TAKEN_OFF: "いなかった時間を引く（その時間の補講が要ります）",
    Missed.FORGIVEN: "時間を引かない（欠席だけ補講が要ります）",
}
MOST_GRACE, MOST_MISSED, MOST_MAKEUP_DAYS = 60, 600, 365


@dataclass(frozen=True, slots=True)
class Rule:
    """The organiser's rule: minutes of grace, how much may be missed before it counts as absent, and making up.

    Without `makeup_days` one has until the end of the training.
    """

    grace_minutes: int
    limit_minutes: int
    missed: Missed = Missed.TAKEN_OFF
    makeup_days: int | None = None

    def said(self) -> str:
        """The rule as people read it."""
        taken_off = self.missed is Missed.TAKEN_OFF
        late = "いなかった時間を引き、その時間の補講が要ります。" if taken_off else "時間を引きません。"
        until = f"その日程から{self.makeup_days}日以内" if self.makeup_days else "研修の終わりの日まで"
        return (
            f"開始から{self.grace_minutes}分までの到着は出席とします。遅刻・早退は、{late}"
            f"合わせて{self.limit_minutes}分を超えると欠席とし、全部の時間の補講が要ります。補講は、{until}に受けます。"
        )

    def until(self, held_on: date, ends_on: date) -> date:
        """By when somebody makes up for what was held that day."""
        if self.makeup_days is None:
            return ends_on
        return min(ends_on, held_on + timedelta(days=self.makeup_days))


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
    return Judged(state, whole if rule.missed is Missed.FORGIVEN else max(0, whole - missed))


def at_most(came_of: Judged, room: int) -> Judged:
    """The same with no more minutes than the date can still earn somebody."""
    return Judged(came_of.state, min(came_of.minutes, room))


def _minutes(length: timedelta) -> int:
    """Whole minutes begun; nothing for a length below zero."""
    return max(0, -(-int(length.total_seconds()) // 60))
