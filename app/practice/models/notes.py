"""Table: what somebody wants to find again, and what they wrote beside it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model


class Note(Model):
    """しおりとメモ: of one person, on a statement through all its versions; identity 0 is the question itself.

    A row says something: without bookmark and text it is deleted. `search_text` is the text as it is looked for.
    """

    __tablename__ = "practice_note"
    __table_args__ = (
        UniqueConstraint("person_id", "question_id", "identity"),
        CheckConstraint("starred OR text <> ''", name="says_something"),
        CheckConstraint("identity >= 0", name="identity_counts"),
        Index("ix_practice_note_newest", "person_id", "changed_at"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    identity: Mapped[int]
    starred: Mapped[bool]
    text: Mapped[str]
    search_text: Mapped[str]
    changed_at: Mapped[datetime]
