"""Tables: what somebody remembers of each statement, and every answer that they gave."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.practice.rules.memory import USUAL, Memory, Weights
from app.practice.rules.words import CardState, Confidence, Drill
from app.questions.models import Statement


class ReviewCard(Model):
    """復習カード: one person's memory of one statement, through all versions of its question.

    `statement_id` is the wording last seen; a listener marks the card as due when the wording changes.
    """

    __tablename__ = "review_card"
    __table_args__ = (
        UniqueConstraint("person_id", "question_id", "identity"),
        CheckConstraint("(stability IS NULL) = (difficulty IS NULL)", name="memory_is_whole"),
        CheckConstraint("stability IS NOT NULL OR state = 'learning'", name="nothing_known_is_learning"),
        Index("ix_review_card_due", "person_id", "due_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    identity: Mapped[int]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    state: Mapped[CardState]
    stability: Mapped[float | None]
    difficulty: Mapped[float | None]
    reviewed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reps: Mapped[int]
    lapses: Mapped[int]
    last_right: Mapped[bool]
    last_confidence: Mapped[Confidence]

    @property
    def memory(self) -> Memory:
        return Memory(
            self.state, self.stability, self.difficulty, self.reviewed_at, self.due_at, self.reps, self.lapses
        )


class ReviewLog(Model):
    """One answer to one statement: rows are only added. A whole question leaves a row for each statement.

    `client_id` is made with the form: the same answer sent twice is known by it. `answered_at` is what the
    device's clock said, as far as it can be believed; `recorded_at` is ours.
    """

    __tablename__ = "review_log"
    __table_args__ = (
        UniqueConstraint("person_id", "client_id", "statement_id"),
        Index("ix_review_log_person", "person_id", "recorded_at"),
        Index("ix_review_log_set", "set_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    set_id: Mapped[int | None] = mapped_column(ForeignKey("practice_set.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), index=True)
    client_id: Mapped[str] = mapped_column(String(36))
    said_correct: Mapped[bool]
    right: Mapped[bool]
    confidence: Mapped[Confidence]
    drill: Mapped[Drill]
    took_seconds: Mapped[int] = mapped_column(SmallInteger)
    answered_at: Mapped[datetime]
    recorded_at: Mapped[datetime]

    statement: Mapped[Statement] = relationship()


class MemoryFit(Model):
    """記憶の当てはめ: FSRS fitted to one person's own history; without `weights` the usual ones do as well.

    `answers` is how long the history was, a whole question for five: with a fifth more it is worth another look.
    """

    __tablename__ = "practice_memory_fit"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    weights: Mapped[list[float] | None]
    answers: Mapped[int]
    fitted_at: Mapped[datetime]

    @property
    def in_use(self) -> Weights:
        return tuple(self.weights) if self.weights else USUAL
