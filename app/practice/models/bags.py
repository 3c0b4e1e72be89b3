"""Table: what somebody took along to practise without a line."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model


class PracticeBag(Model):
    """持っていく練習: the statements that lie on one device with their explanations, and what came back of them.

    `items` are [question, identity, statement]: only what was taken along is taken in again. `name` is what the
    device knows it by. `spent_seconds` counts answering alone, and never more than has passed since.
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
    def statement_ids(self) -> frozenset[int]:
        return frozenset(item[2] for item in self.items)
