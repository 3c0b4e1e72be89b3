"""Table: what somebody took along to practise without a line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model
from app.practice.rules.notes import WHOLE_QUESTION
from app.practice.rules.words import Drill


class PracticeBag(Model):
    """持っていく練習: what lies on one device with its explanations, and what came back of it.

    `items` are [question, identity, statement], or [question, 0, version] of a whole question: only what was taken
    along is taken in again. `name` is what the device knows it by. `spent_seconds` counts answering alone, and never
    more than has passed since.
    """

    __tablename__ = "practice_bag"
    __table_args__ = (
        CheckConstraint("answered >= 0 AND spent_seconds >= 0", name="counts_up"),
        Index("ix_practice_bag_person", "person_id", "taken_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(36), unique=True)
    items: Mapped[list[list[int]]]
    taken_at: Mapped[datetime]
    answered: Mapped[int] = mapped_column(default=0)
    right: Mapped[int] = mapped_column(default=0)
    spent_seconds: Mapped[int] = mapped_column(default=0)

    @property
    def taken(self) -> frozenset[tuple[Drill, int]]:
        """Which statements may be answered as cards, and which versions as whole questions."""
        return frozenset((Drill.QUESTION if of == WHOLE_QUESTION else Drill.CARD, id) for _, of, id in self.items)
