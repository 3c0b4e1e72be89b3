"""What a review does to a memory: FSRS by the library, and what an answer with its confidence is worth to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State
from fsrs.scheduler import DEFAULT_PARAMETERS

from app.practice.rules.words import CardState, Confidence

RETENTION = 0.9
LONGEST_ANSWER_SECONDS = 180
CLOCK_TOLERANCE = timedelta(days=30)
STATES = {
    CardState.LEARNING: State.Learning,
    CardState.REVIEW: State.Review,
    CardState.RELEARNING: State.Relearning,
}
WORDS = {state: word for word, state in STATES.items()}


@dataclass(frozen=True, slots=True)
class Memory:
    """How well one statement is remembered; without stability it was never answered, or has changed since."""

    state: CardState = CardState.LEARNING
    stability: float | None = None
    difficulty: float | None = None
    reviewed_at: datetime | None = None
    due_at: datetime | None = None
    reps: int = 0
    lapses: int = 0


NOTHING = Memory()


Weights = tuple[float, ...]
USUAL: Weights = tuple(DEFAULT_PARAMETERS)


@lru_cache(maxsize=1024)
def scheduler(weights: Weights = USUAL) -> Scheduler:
    """FSRS in whole days: what was wrong comes again within the set itself, so that minutes need no steps."""
    return Scheduler(weights, RETENTION, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


def is_sound(weights: Sequence[float]) -> bool:
    """Does FSRS take these for its parameters?"""
    try:
        scheduler(tuple(weights))
    except ValueError:
        return False
    return True


def rating(right: bool, confidence: Confidence) -> Rating:
    """What an answer is worth: a lucky guess was not known, a hesitant one was hard."""
    if not right or confidence is Confidence.GUESS:
        return Rating.Again
    return Rating.Good if confidence is Confidence.SURE else Rating.Hard


def reviewed(memory: Memory, *, right: bool, confidence: Confidence, at: datetime, weights: Weights = USUAL) -> Memory:
    """The memory after an answer, by the person's own weights; a clock that went back counts as no time gone by."""
    at = max(at, memory.reviewed_at or at)
    known = memory.stability is not None
    card = Card(
        card_id=1,
        state=STATES[memory.state] if known else State.Learning,
        step=0 if not known or memory.state is not CardState.REVIEW else None,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=(memory.due_at or at).astimezone(UTC),
        last_review=memory.reviewed_at.astimezone(UTC) if known and memory.reviewed_at else None,
    )
    after, _ = scheduler(weights).review_card(card, rating(right, confidence), at.astimezone(UTC))
    return Memory(
        state=WORDS[after.state],
        stability=after.stability,
        difficulty=after.difficulty,
        reviewed_at=at,
        due_at=after.due,
        reps=memory.reps + 1,
        lapses=memory.lapses + (known and not right),
    )


def recall(memory: Memory, at: datetime) -> float:
    """The probability that the statement is still known; 0 where nothing is.

    By the usual weights: own ones would give other figures, but the same order, and it is used to sort alone.
    """
    if memory.stability is None or memory.reviewed_at is None:
        return 0.0
    card = Card(card_id=1, stability=memory.stability, last_review=memory.reviewed_at.astimezone(UTC))
    return float(scheduler().get_card_retrievability(card, at.astimezone(UTC)))


def believed(answered_at: datetime | None, *, now: datetime, not_before: datetime | None = None) -> datetime:
    """When an answer was given by a clock that may be wrong: never in the future, nor absurdly long ago."""
    earliest = max(now - CLOCK_TOLERANCE, not_before or now - CLOCK_TOLERANCE)
    return now if answered_at is None else min(now, max(answered_at, earliest))


def seconds_taken(said: int | None, *, elapsed: float) -> int:
    """The seconds of an answer: what the page measured, never more than passed here or than anybody thinks."""
    passed = max(1, int(elapsed))
    return max(1, min(said if said and said > 0 else passed, passed, LONGEST_ANSWER_SECONDS))
