"""The way to the exam day: what falls due on which day, how many new statements, and whether it will do.

Future reviews are reckoned as if every answer were right and hesitated over as little as usual, by the
library's own intervals; the share that will be forgotten (1 − retention) is paid for as extra time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import ceil, exp, log

from app.practice.rules.calendar import LAST_DAYS, Calendar, japanese_day, morning_of
from app.practice.rules.memory import NOTHING, RETENTION, USUAL, Memory, Weights, reviewed
from app.practice.rules.words import Confidence

PRIOR_SECONDS, PRIOR_CARDS = 25.0, 20
PRIOR_QUESTION_SECONDS, PRIOR_QUESTIONS = 90.0, 5
NEW_SHARE = 0.5
SLACK = 0.7  # of the days for new statements; the others are for what life does to plans
HORIZON_DAYS = 90
RECKONED_FROM = datetime.fromisoformat("2026-01-01T00:00:00+00:00")
STEPS_PER_E = 4  # stabilities within a quarter of e-fold have the same future
LONGEST_CHAIN = 730


def seconds_a_card(cards: int, seconds: float) -> float:
    """How long somebody needs for one statement with its explanation, by the own history and a prior."""
    return (PRIOR_SECONDS * PRIOR_CARDS + seconds) / (PRIOR_CARDS + cards)


def seconds_a_question(questions: int, seconds: float) -> float:
    """How long somebody needs for one whole question with its explanations."""
    return (PRIOR_QUESTION_SECONDS * PRIOR_QUESTIONS + seconds) / (PRIOR_QUESTIONS + questions)


def next_due(memory: Memory) -> datetime | None:
    """When the statement comes again: on the morning of the day that FSRS says, whatever the hour of the review.

    The exam day does not move it. What FSRS would bring after the exam only is looked at once more in the last
    14 days, as far as the budget goes (`last_looks`): so another exam day needs no card to be written again.
    """
    return memory.due_at and morning_of(japanese_day(memory.due_at))


def in_last_days(today: date, exam_on: date | None) -> bool:
    """Are these the last 14 days before the exam?"""
    return exam_on is not None and 0 < (exam_on - today).days <= LAST_DAYS


def wants_last_look(memory: Memory, exam_on: date) -> bool:
    """Would FSRS skip the exam, and was the statement not seen in the last 14 days before it?"""
    if memory.due_at is None or memory.reviewed_at is None:
        return False
    seen_on = japanese_day(memory.reviewed_at)
    return japanese_day(memory.due_at) >= exam_on and (exam_on - seen_on).days > LAST_DAYS


def new_until(exam_on: date, begun_on: date) -> date:
    """The last day on which new statements are begun: 14 days before the exam; for who began late, half-way to it."""
    left = (exam_on - begun_on).days
    return exam_on - timedelta(days=min(LAST_DAYS, max(1, left // 2)) + 1)


@lru_cache(maxsize=4096)
def _intervals(step: int | None, difficulty: int, weights: Weights = USUAL) -> tuple[int, ...]:
    """Days between the reviews of a statement from its next one on, each answered rightly on its day."""
    memory, now = NOTHING, RECKONED_FROM
    if step is not None:
        memory = Memory(NOTHING.state, exp(step / STEPS_PER_E), float(difficulty), now, now, reps=1)
    found: list[int] = []
    while sum(found) < LONGEST_CHAIN:
        memory = reviewed(memory, right=True, confidence=Confidence.SURE, at=now, weights=weights)
        due_at = memory.due_at or now + timedelta(days=1)
        found.append(max(1, (due_at - now).days))
        now = due_at
    return tuple(found)


def _chain(memory: Memory, weights: Weights) -> tuple[int, ...]:
    if memory.stability is None or memory.difficulty is None:
        return _intervals(None, 0, weights)
    step = round(log(max(memory.stability, 0.1)) * STEPS_PER_E)
    return _intervals(max(-8, min(step, 30)), round(memory.difficulty), weights)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What one day asks: reviews, new statements, last looks before the exam, what has to wait, the minutes of it."""

    on: date
    reviews: int
    new: int
    last_looks: int
    waiting: int
    minutes: float
    room: int


@dataclass(frozen=True, slots=True)
class Way:
    """The days up to the exam, and what would be left: never seen, or waiting on its eve."""

    days: tuple[DayLoad, ...]
    unseen: int
    waiting: int

    @property
    def on_track(self) -> bool:
        return not self.unseen and not self.waiting

    def minutes_between(self, first: date, last: date) -> float:
        """The minutes that these days ask for."""
        return sum(day.minutes for day in self.days if first <= day.on <= last)


def _room(calendar: Calendar, day: date, seconds: float) -> int:
    """How many statements fit into the day, with the forgotten ones paid for."""
    return int(calendar.minutes(day) * 60 / (seconds * (2 - RETENTION)))


def _new_today(unseen: int, room: int, due: int, days_for_new: int) -> int:
    """Half of the day for new ones while reviews leave room; else what begins all in time, half at most."""
    if not unseen or days_for_new <= 0:
        return 0
    pace = ceil(unseen / max(1.0, days_for_new * SLACK))
    if due + pace <= room:
        return min(unseen, room - due, max(pace, int(room * NEW_SHARE)))
    return max(0, min(unseen, pace, max(room - due, int(room * NEW_SHARE))))


Entry = tuple[tuple[int, ...], int]


@dataclass(slots=True)
class _Walk:
    """Where the reckoning has come to: who is due when, who waits, how many were never seen."""

    entries: list[list[Entry]]
    beyond: int  # statements that FSRS would bring after the exam only
    unseen: int
    days_for_new: int
    last_days_from: int
    waiting: list[Entry]
    weights: Weights = USUAL

    def day(self, place: int, room: int, *, may_begin: bool) -> tuple[int, int, int]:
        """Reviews, new statements and last looks of the day."""
        due, new = [*self.waiting, *self.entries[place]], 0
        if room and may_begin:
            new = _new_today(self.unseen, room, len(due), self.days_for_new)
            self.days_for_new -= 1
        done, self.waiting = due[: max(0, room - new)], due[max(0, room - new) :]
        for chain, step in [*done, *[(_intervals(None, 0, self.weights), -1)] * new]:
            following = chain[min(step + 1, len(chain) - 1)]
            if place + following < len(self.entries):
                self.entries[place + following].append((chain, step + 1))
            elif place < self.last_days_from:
                self.beyond += 1
        self.unseen -= new
        looks = min(self.beyond, max(0, room - len(done) - new)) if place >= self.last_days_from else 0
        self.beyond -= looks
        return len(done), new, looks


def _begun(
    memories: Iterable[Memory], unseen: int, today: date, length: int, exam_on: date | None, weights: Weights
) -> _Walk:
    last_days_from = max(0, length - LAST_DAYS) if exam_on else length
    walk = _Walk([[] for _ in range(length)], 0, unseen, 0, last_days_from, [], weights)
    for memory in memories:
        due_on = japanese_day(memory.due_at) if memory.due_at else today
        if (place := max(0, (due_on - today).days)) < length:
            walk.entries[place].append((_chain(memory, weights), 0))
        elif exam_on and wants_last_look(memory, exam_on):
            walk.beyond += 1
    return walk


@dataclass(frozen=True, slots=True)
class _Course:
    """The days ahead with their rooms, and until when new statements are begun."""

    days: tuple[date, ...]
    rooms: tuple[int, ...]
    stop: date

    @property
    def days_for_new(self) -> int:
        return sum(day <= self.stop and room > 0 for day, room in zip(self.days, self.rooms, strict=True))


def _course(exam_on: date | None, today: date, begun_on: date | None, calendar: Calendar, seconds: float) -> _Course:
    length = (exam_on - today).days if exam_on else HORIZON_DAYS
    days = tuple(today + timedelta(days=place) for place in range(length))
    stop = new_until(exam_on, begun_on or today) if exam_on else days[-1]
    return _Course(days, tuple(_room(calendar, day, seconds) for day in days), stop)


def _load(on: date, done: tuple[int, int, int], waiting: int, room: int, seconds: float) -> DayLoad:
    minutes = round(sum(done) * seconds * (2 - RETENTION) / 60, 1)
    return DayLoad(on, *done, waiting, minutes, room)


def load_today(
    due: int,
    unseen: int,
    looks: int,
    *,
    exam_on: date | None,
    today: date,
    calendar: Calendar,
    seconds: float,
    begun_on: date | None = None,
) -> DayLoad:
    """The first day of `way`, from counts alone: so many due, never seen, wanting a last look."""
    exam_on = exam_on if exam_on and exam_on > today else None
    course = _course(exam_on, today, begun_on, calendar, seconds)
    walk = _Walk([[((1,), 0)] * due], looks, unseen, course.days_for_new, 0 if in_last_days(today, exam_on) else 1, [])
    done = walk.day(0, course.rooms[0], may_begin=today <= course.stop)
    return _load(today, done, len(walk.waiting), course.rooms[0], seconds)


def way(
    memories: Sequence[Memory],
    unseen: int,
    *,
    exam_on: date | None,
    today: date,
    calendar: Calendar,
    seconds: float,
    begun_on: date | None = None,
    weights: Weights = USUAL,
) -> Way:
    """The load of every day from today to the eve of the exam (90 days without one), within the daily budget.

    `begun_on` is the first day of practice: who begins late may begin new statements later (`new_until`).

    What does not fit waits for the next day that has room, the longest due first: a missed week is spread over
    the days that are left. Days off ask nothing.
    """
    exam_on = exam_on if exam_on and exam_on > today else None
    course = _course(exam_on, today, begun_on, calendar, seconds)
    walk = _begun(memories, unseen, today, len(course.days), exam_on, weights)
    walk.days_for_new = course.days_for_new
    loads = []
    for place, (day, room) in enumerate(zip(course.days, course.rooms, strict=True)):
        done = walk.day(place, room, may_begin=day <= course.stop)
        loads.append(_load(day, done, len(walk.waiting), room, seconds))
    return Way(tuple(loads), walk.unseen, len(walk.waiting))


def minutes_needed(
    memories: Sequence[Memory],
    unseen: int,
    *,
    exam_on: date,
    today: date,
    calendar: Calendar,
    seconds: float,
    begun_on: date | None = None,
    weights: Weights = USUAL,
) -> int | None:
    """The smallest budget of a day, in steps of five minutes, that would do; None when no day is long enough."""
    low, high = calendar.minutes_a_day // 5 + 1, 48
    fits = None
    while low <= high:
        middle = (low + high) // 2
        longer = Calendar(middle * 5, calendar.marked, calendar.spent)
        tried = way(
            memories,
            unseen,
            exam_on=exam_on,
            today=today,
            calendar=longer,
            seconds=seconds,
            begun_on=begun_on,
            weights=weights,
        )
        if tried.on_track:
            fits, high = middle * 5, middle - 1
        else:
            low = middle + 1
    return fits
