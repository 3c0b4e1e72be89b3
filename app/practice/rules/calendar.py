"""Days: which day an examination may be on, how much of a day is for study, and the streak that forgives."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from app.practice.rules.words import DayKind

JAPAN = timezone(timedelta(hours=9))
DAY_BEGINS = time(4)  # who comes home from a late shift is still at yesterday's work
FARTHEST = timedelta(days=730)
LEAST_MINUTES, MOST_MINUTES, USUAL_MINUTES = 1, 240, 15
NIGHT_SHARE = 0.5
SHARES = {DayKind.OFF: 0.0, DayKind.NIGHT: NIGHT_SHARE}
LAST_DAYS = 14
QUIET_FROM, QUIET_UNTIL = 21 * 60, 7 * 60  # minutes after midnight

EXAM_PAST = "試験日は、今日より後の日にするか、空にしてください。"
EXAM_FAR = "試験日は、今日から2年以内の日にしてください。2年より先の試験は、日にちが決まってから入力できます。"
NO_TIME = "1日の時間は、1分以上にしてください。休みたい日は、下の「休みと夜勤」で選べます。"
TOO_LONG = "1日の時間は、240分までにしてください。"


def exam_day_problem(exam_on: date | None, today: date, kept: date | None = None) -> str | None:
    """Why the day cannot be the day of the examination, in words; None is fine, and so is no day at all.

    The day that is `kept` may stay when it has come: whoever changes something else that day did not choose it anew.
    """
    if exam_on is None or exam_on == kept:
        return None
    if exam_on <= today:
        return EXAM_PAST
    return EXAM_FAR if exam_on - today > FARTHEST else None


def budget_problem(minutes: int | None) -> str | None:
    """Why somebody cannot study so many minutes a day, in words."""
    if minutes is None or minutes < LEAST_MINUTES:
        return NO_TIME
    return TOO_LONG if minutes > MOST_MINUTES else None


@dataclass(frozen=True, slots=True)
class Calendar:
    """How many minutes each day has: the daily budget, nothing on days off, less around a night shift.

    What was `spent` of a day already is not asked of it again.
    """

    minutes_a_day: int
    marked: Mapping[date, DayKind]
    spent: Mapping[date, float] = field(default_factory=dict)

    def minutes(self, day: date) -> float:
        """The minutes of study that the day still has."""
        kind = self.marked.get(day)
        return max(0.0, self.minutes_a_day * (1.0 if kind is None else SHARES[kind]) - self.spent.get(day, 0.0))

    def is_off(self, day: date) -> bool:
        """Does the person take the day off?"""
        return self.marked.get(day) is DayKind.OFF


def japanese_day(instant: datetime) -> date:
    """The calendar day in Japan."""
    return instant.astimezone(JAPAN).date()


def morning_of(day: date) -> datetime:
    """The moment at which what is due on the day becomes due."""
    return datetime.combine(day, DAY_BEGINS, JAPAN)


def streak(studied: Collection[date], marked: Mapping[date, DayKind], today: date) -> int:
    """Days of study in a row up to today; days off, night shifts and a today that is not over do not break it."""
    day, found = today, 0
    earliest = min(studied, default=today)
    while day >= earliest:
        if day in studied:
            found += 1
        elif day not in marked and day != today:
            break
        day -= timedelta(days=1)
    return found


def within(minute: int, begin: int, end: int) -> bool:
    """Is the minute of the day between the two, over midnight too? The same twice is no time at all."""
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def minutes_until(minute: int, then: int) -> int:
    """From one minute of the day to the next time that it is the other."""
    return (then - minute) % (24 * 60) or 24 * 60


def week_of(day: date) -> tuple[date, date]:
    """Monday and Sunday of the week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)
