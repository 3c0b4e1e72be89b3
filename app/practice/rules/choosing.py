"""What comes into a set, and in which order: what is due, what is weak, what was never seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil
from random import Random

from app.practice.rules.memory import Memory, recall
from app.practice.rules.schedule import in_last_days, wants_last_look
from app.practice.rules.words import Confidence, Drill, SetKind

AGAIN_AFTER = 6
SPARE, FEWEST, MOST = 1.5, 3, 150
WEAK_TOPICS = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement that may be asked, with what its person remembers of it; no memory was never seen."""

    question_id: int
    identity: int
    topic_id: int
    memory: Memory | None = None
    last_right: bool = False
    last_confidence: Confidence = Confidence.UNSURE

    @property
    def item(self) -> list[int]:
        return [self.question_id, self.identity]

    @property
    def known(self) -> bool:
        return self.memory is not None and self.last_right and self.last_confidence is not Confidence.GUESS


@dataclass(frozen=True, slots=True)
class Day:
    """What the plan wants of today, and when the exam is."""

    now: datetime
    today: date
    exam_on: date | None
    reviews: int
    new: int


Candidates = Sequence[Candidate]


def room(minutes: int, seconds: float) -> int:
    """How many items to lay ready for so many minutes: more than fit, since the minutes end the set."""
    return min(MOST, ceil(minutes * 60 / seconds * SPARE) + FEWEST)


def arranged(kind: SetKind, candidates: Candidates, day: Day, random: Random) -> list[Candidate]:
    """The candidates of a set of this kind, the one to ask first in front; same seed, same order."""
    mixed = list(candidates)
    random.shuffle(mixed)
    return _ORDERS.get(kind, _by_need)(mixed, day)


def items(chosen: Candidates, drill: Drill, at_most: int) -> list[list[int]]:
    """What is stored of the set: statements, or each question once."""
    if drill is Drill.CARD:
        return [one.item for one in chosen[:at_most]]
    questions = dict.fromkeys(one.question_id for one in chosen)
    return [[question_id] for question_id in list(questions)[:at_most]]


def asked_again(all_items: Sequence[list[int]], position: int) -> list[list[int]]:
    """The items with that at `position` once more some places later; nothing is asked a third time."""
    item = all_items[position]
    if all_items.count(item) > 1:
        return list(all_items)
    place = min(len(all_items), position + AGAIN_AFTER)
    return [*all_items[:place], item, *all_items[place:]]


def _is_due(one: Candidate, now: datetime) -> bool:
    return one.memory is not None and one.memory.due_at is not None and one.memory.due_at <= now


def _weakest_first(candidates: Candidates, now: datetime) -> list[Candidate]:
    return sorted(candidates, key=lambda one: recall(one.memory, now) if one.memory else 0.0)


def _due(candidates: Candidates, day: Day) -> list[Candidate]:
    return _weakest_first([one for one in candidates if _is_due(one, day.now)], day.now)


def _today(candidates: Candidates, day: Day) -> list[Candidate]:
    """The plan's reviews and new ones; in the last 14 days last looks; then what else would help."""
    due = _due(candidates, day)
    unseen = [one for one in candidates if one.memory is None]
    looks: list[Candidate] = []
    if day.exam_on and in_last_days(day.today, day.exam_on):
        looks = [one for one in candidates if one.memory and wants_last_look(one.memory, day.exam_on)]
    planned = [*due[: day.reviews], *unseen[: day.new], *_weakest_first(looks, day.now), *due[day.reviews :]]
    rest = unseen[day.new :] if day.new or not (due or looks) else []
    placed = {id(one) for one in (*planned, *rest)}
    others = [one for one in candidates if one.memory and id(one) not in placed]
    return [*planned, *rest, *_weakest_first(others, day.now)]


def _by_need(candidates: Candidates, day: Day) -> list[Candidate]:
    """Wrong or due, then never seen, then the rest, the weakest first."""
    needed = [one for one in candidates if one.memory and (not one.known or _is_due(one, day.now))]
    unseen = [one for one in candidates if one.memory is None]
    rest = [one for one in candidates if one.memory and one.known and not _is_due(one, day.now)]
    return [*_weakest_first(needed, day.now), *unseen, *_weakest_first(rest, day.now)]


def _oldest_first(candidates: Candidates, day: Day) -> list[Candidate]:
    return sorted(candidates, key=lambda one: one.memory.reviewed_at or day.now if one.memory else day.now)


def _weak(candidates: Candidates, day: Day) -> list[Candidate]:
    """The three topics in which most goes wrong, in turn; where nothing was answered yet, anything new."""
    seen = Counter(one.topic_id for one in candidates if one.memory)
    wrong = Counter(one.topic_id for one in candidates if one.memory and not one.known)
    worst = sorted(wrong, key=lambda topic: (wrong[topic] + 1) / (seen[topic] + 3), reverse=True)[:WEAK_TOPICS]
    return _by_need([one for one in candidates if not worst or one.topic_id in worst], day)


_ORDERS: dict[SetKind, Callable[[Candidates, Day], list[Candidate]]] = {
    SetKind.TODAY: _today,
    SetKind.DUE: _due,
    SetKind.UNSEEN: lambda candidates, _day: list(candidates),
    SetKind.WRONG: _oldest_first,
    SetKind.LUCKY: _oldest_first,
    SetKind.OVERCONFIDENT: _oldest_first,
    SetKind.WEAK: _weak,
}
