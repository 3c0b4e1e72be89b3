"""Tables: the sets that people practise, a few minutes each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model
from app.practice.rules.words import Drill, SetKind


class PracticeSet(Model):
    """練習: what was picked for some minutes, and how far it has come; one is open at a time.

    `items` are [question, identity of the statement], or [question] in a drill of whole questions; there are
    more than fit, since the minutes end the set. `spent_seconds` counts answering alone: a pause costs nothing.
    """

    __tablename__ = "practice_set"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="some_minutes"),
        Index("ix_practice_set_person", "person_id", "started_at"),
        Index(
            "uq_practice_set_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[SetKind]
    subject: Mapped[str | None] = mapped_column(String(80))
    drill: Mapped[Drill]
    minutes: Mapped[int] = mapped_column(SmallInteger)
    items: Mapped[list[list[int]]]
    position: Mapped[int] = mapped_column(default=0)
    answered: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    spent_seconds: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime]
    touched_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def seconds_left(self) -> int:
        return max(0, self.minutes * 60 - self.spent_seconds)

    @property
    def item(self) -> list[int] | None:
        """What comes next; None when the minutes or the items are used up."""
        if self.ended_at is not None or not self.seconds_left or self.position >= len(self.items):
            return None
        return self.items[self.position]
