"""Tables: how a question comes to be: its draft, who wrote it, every step of its way, comments, tags."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.questions.models.bank import Question, QuestionVersion
from app.questions.rules.words import QuestionStatus


class QuestionDraft(Model):
    """下書き: what is being written, as it was typed; becomes a version when it is handed in.

    `saves` counts the changes: who saves from an older count has been overtaken. `editing_by` has
    the form open since `editing_at`.
    """

    __tablename__ = "question_draft"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]]
    base_number: Mapped[int]
    saves: Mapped[int] = mapped_column(default=0)
    changed: Mapped[bool] = mapped_column(default=False)
    editing_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    editing_at: Mapped[datetime]
    saved_at: Mapped[datetime]

    question: Mapped[Question] = relationship()
    editing_by: Mapped[Person] = relationship()


class QuestionWriter(Model):
    """Who had a hand in version `number` of a question, already while it is a draft."""

    __tablename__ = "question_writer"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)


class QuestionMove(Model):
    """One step of a question on its way; without a person the site itself made it (a load, an amendment)."""

    __tablename__ = "question_move"

    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"))
    from_status: Mapped[QuestionStatus]
    to_status: Mapped[QuestionStatus]
    note: Mapped[str]
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()
    version: Mapped[QuestionVersion | None] = relationship()


class QuestionPolicy(Model):
    """How an organisation checks its questions; without a row, the author's word is never the only one."""

    __tablename__ = "question_policy"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    three_people: Mapped[bool]


class QuestionTag(Model):
    """A word given to a question from the list; no new version, for no candidate reads it."""

    __tablename__ = "question_tag"

    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True, autoincrement=False)
    tag: Mapped[str] = mapped_column(String(40), primary_key=True)


class StatementComment(Model):
    """What somebody says about a statement of a version, or, without a position, about the whole."""

    __tablename__ = "statement_comment"
    __table_args__ = (
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        Index("ix_statement_comment_version", "version_id", "position"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    position: Mapped[int | None]
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None]

    by: Mapped[Person] = relationship(foreign_keys=by_id)
    version: Mapped[QuestionVersion] = relationship()
