"""What every answer leaves behind, given with the line or without: a row of the history, the card, the day."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from app.db import db
from app.practice.models import PracticeDay, ReviewCard, ReviewLog
from app.practice.rules import memory
from app.practice.rules.calendar import japanese_day
from app.practice.rules.memory import Weights
from app.practice.rules.schedule import next_due
from app.practice.rules.words import Confidence, Drill
from app.questions.models import Statement

Cards = MutableMapping[tuple[int, int], ReviewCard]


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, and what was said of it."""

    statement: Statement
    said_correct: bool

    @property
    def right(self) -> bool:
        return self.said_correct == self.statement.correct


@dataclass(frozen=True, slots=True)
class Given:
    """Who answered, in which set and drill, how sure, in which sending, how long it took, when, and when we heard."""

    person_id: int
    set_id: int | None
    drill: Drill
    confidence: Confidence
    client_id: str
    seconds: int
    at: datetime
    now: datetime


def write_history(given: Given, judged: Sequence[Judged]) -> None:
    """Add a row for each statement."""
    each = max(1, given.seconds // len(judged))
    db.session.add_all(
        ReviewLog(
            person_id=given.person_id,
            set_id=given.set_id,
            statement_id=one.statement.id,
            client_id=given.client_id,
            said_correct=one.said_correct,
            right=one.right,
            confidence=given.confidence,
            drill=given.drill,
            took_seconds=each,
            answered_at=given.at,
            recorded_at=given.now,
        )
        for one in judged
    )


def remember(
    given: Given,
    judged: Sequence[Judged],
    question_id: int,
    cards: Cards,
    weights: Weights,
    *,
    may_be_late: bool = False,
) -> None:
    """Bring the cards of these statements to what the answers say; a first answer makes the card.

    `cards` are those that there are. What `may_be_late` and reaches us after a later answer is history alone.
    """
    for one in judged:
        place = (question_id, one.statement.identity)
        card = cards.get(place)
        if card is None:
            card = ReviewCard(person_id=given.person_id, question_id=question_id, identity=one.statement.identity)
            before = memory.NOTHING
            cards[place] = card
            db.session.add(card)
        elif may_be_late and given.at < card.reviewed_at:
            continue
        else:
            before = card.memory
        after = memory.reviewed(before, right=one.right, confidence=given.confidence, at=given.at, weights=weights)
        _write(card, one, after, given.confidence)


def _write(card: ReviewCard, judged: Judged, after: memory.Memory, confidence: Confidence) -> None:
    card.statement_id = judged.statement.id
    card.state, card.stability, card.difficulty = after.state, after.stability, after.difficulty
    card.reps, card.lapses = after.reps, after.lapses
    card.last_right, card.last_confidence = judged.right, confidence
    if after.reviewed_at is not None:
        card.reviewed_at = after.reviewed_at
        card.due_at = next_due(after) or after.reviewed_at


def add_to_day(given: Given, *, right: bool) -> None:
    """Add the answer to its day in one statement, so that two devices cannot overwrite each other."""
    kind = "card" if given.drill is Drill.CARD else "question"
    added = {
        f"{name}s{what}": value if name == kind else 0
        for name in ("card", "question")
        for what, value in (("", 1), ("_right", int(right)))
    } | {f"{name}_seconds": given.seconds if name == kind else 0 for name in ("card", "question")}
    adding = insert(PracticeDay).values(person_id=given.person_id, on=japanese_day(given.at), **added)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=["person_id", "on"],
            set_={name: getattr(PracticeDay, name) + adding.excluded[name] for name in added},
        )
    )
