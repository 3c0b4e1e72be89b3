"""研修記録シート: its three moments, its two raters, its levels, when each sheet is open and when one reminds."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise

LATER_MONTHS = 3
DAYS_TO_ANSWER = timedelta(days=14)
WEEK = timedelta(days=7)
LOWEST, HIGHEST = 1, 4
LEVEL_LABELS = {1: "まだできない", 2: "助けがあればできる", 3: "ひとりでできる", 4: "人に教えられる"}
LONGEST_GOAL, MOST_GOALS = 200, 12
LINKS_A_DAY = 5
OUT_OF_ORDER = "{this}は、{other}か、それよりあとの日にしてください。"


class Moment(StrEnum):
    """At which of three times a sheet is filled in."""

    BEFORE = "before"
    AFTER = "after"
    LATER = "later"


MOMENT_LABELS = {Moment.BEFORE: "受講前", Moment.AFTER: "受講直後", Moment.LATER: "3か月後"}


class Rater(StrEnum):
    """Who fills it in."""

    SELF = "self"
    MANAGER = "manager"


RATER_LABELS = {Rater.SELF: "本人", Rater.MANAGER: "事業所の管理者"}


class SheetState(StrEnum):
    """How it stands with one sheet on a day."""

    NOT_YET = "not_yet"
    OPEN = "open"
    LATE = "late"
    DONE = "done"
    MISSED = "missed"


SHEET_STATE_LABELS = {
    SheetState.NOT_YET: "これから",
    SheetState.OPEN: "受付中",
    SheetState.LATE: "期限切れ",
    SheetState.DONE: "提出済み",
    SheetState.MISSED: "受付終了",
}
OPEN_STATES = frozenset({SheetState.OPEN, SheetState.LATE})


class Nudge(StrEnum):
    """Which reminder it is; each is sent once, and none after a later one."""

    OPENED = "opened"
    SOON = "soon"
    TODAY = "today"
    OVERDUE = "overdue"


NUDGE_WORDS = {
    Nudge.OPENED: "記入できるようになりました。",
    Nudge.SOON: "期限が近づいています。",
    Nudge.TODAY: "今日が期限です。",
    Nudge.OVERDUE: "期限を過ぎましたが、まだ提出できます。",
}


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when a sheet can be handed in, and by when it should be."""

    opens_on: date
    due_on: date
    last_on: date

    def state(self, today: date, *, handed_in: bool) -> SheetState:
        """How it stands with a sheet that has or has not been handed in."""
        if handed_in:
            return SheetState.DONE
        if today < self.opens_on:
            return SheetState.NOT_YET
        if today > self.last_on:
            return SheetState.MISSED
        return SheetState.OPEN if today <= self.due_on else SheetState.LATE


@dataclass(frozen=True, slots=True)
class Days:
    """The days that an organiser sets for a cohort, in the order in which they must follow each other."""

    before_due_on: date
    after_opens_on: date
    after_due_on: date
    later_opens_on: date
    later_due_on: date
    closes_on: date

    def window(self, moment: Moment, opened_on: date) -> Window:
        """When a sheet of this moment can be handed in; the next moment's opening ends the one before."""
        day = timedelta(days=1)
        return {
            Moment.BEFORE: Window(min(opened_on, self.before_due_on), self.before_due_on, self.after_opens_on - day),
            Moment.AFTER: Window(self.after_opens_on, self.after_due_on, self.later_opens_on - day),
            Moment.LATER: Window(self.later_opens_on, self.later_due_on, self.closes_on),
        }[moment]


DAY_LABELS = {
    "before_due_on": "受講前の期限",
    "after_opens_on": "受講直後の受付を始める日",
    "after_due_on": "受講直後の期限",
    "later_opens_on": "3か月後の受付を始める日",
    "later_due_on": "3か月後の期限",
    "closes_on": "受付を終える日",
}
# An opening comes after the due day before it; a due day may be that of the opening.
_STRICTLY_AFTER = frozenset({"after_opens_on", "later_opens_on"})


def usual_days(starts_on: date, ends_on: date, today: date) -> Days:
    """What is proposed: due when the training begins, two weeks after it ends, and three months later."""
    before_due_on = max(starts_on, min(today + WEEK, ends_on - timedelta(days=1)))
    after_opens_on = max(ends_on, before_due_on + timedelta(days=1))
    later_opens_on = months_later(after_opens_on, LATER_MONTHS)
    later_due_on = later_opens_on + DAYS_TO_ANSWER
    return Days(
        before_due_on,
        after_opens_on,
        after_opens_on + DAYS_TO_ANSWER,
        later_opens_on,
        later_due_on,
        later_due_on + DAYS_TO_ANSWER,
    )


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def day_problems(days: Mapping[str, date]) -> dict[str, str]:
    """What is wrong with the order of the days, by the name of the later one."""
    names, wrong = list(DAY_LABELS), {}
    for other, this in pairwise(names):
        apart = timedelta(days=1) if this in _STRICTLY_AFTER else timedelta(0)
        if days[this] < days[other] + apart:
            after = f"{DAY_LABELS[other]}の次の日" if apart else DAY_LABELS[other]
            wrong[this] = OUT_OF_ORDER.format(this=DAY_LABELS[this], other=after)
    return wrong


def nudge(window: Window, today: date, told: Iterable[str]) -> Nudge | None:
    """Of which reminder it is time: the last that has come and was not told, nor a later one; none when closed."""
    if not window.opens_on <= today <= window.last_on:
        return None
    begins = {
        Nudge.OPENED: window.opens_on,
        Nudge.SOON: max(window.opens_on, window.due_on - WEEK),
        Nudge.TODAY: window.due_on,
        Nudge.OVERDUE: window.due_on + WEEK,
    }
    order = list(Nudge)
    come = [each for each in order if begins[each] <= today and (each is not Nudge.TODAY or today == window.due_on)]
    latest = order.index(come[-1])  # the opening has come in any case
    if any(order.index(Nudge(one)) >= latest for one in told):
        return None
    return come[-1] if today <= window.due_on else Nudge.OVERDUE  # nothing comes near that is past


def goals_of(text: str) -> list[str]:
    """The goals that stand one a line."""
    return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))


def goals_problem(goals: Sequence[str]) -> str | None:
    """Why these cannot be the goals of a module."""
    if not goals:
        return "目標を一つ以上、1行に一つずつ入力してください。"
    if len(goals) > MOST_GOALS:
        return f"目標は{MOST_GOALS}個までにしてください（いま{len(goals)}個）。"
    if any(len(goal) > LONGEST_GOAL for goal in goals):
        return f"目標は一つ{LONGEST_GOAL}文字までにしてください。"
    return None


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean level of those who handed in, and how many they are."""

    value: float
    people: int

    @property
    def shown(self) -> float:
        return round(self.value, 2)


@dataclass(frozen=True, slots=True)
class Change:
    """By how much the same people rate higher than before, and how many they are."""

    value: float
    people: int

    @property
    def shown(self) -> str:
        return f"{self.value:+.2f}" if round(self.value, 2) else "±0.00"
