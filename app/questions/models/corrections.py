"""Tables: what candidates report as wrong, what came of it, and amendments of the law."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.questions.models.bank import Question, QuestionVersion, Source, Statement
from app.questions.rules.reports import ReportKind, ReportState


class ErrorReport(Model):
    """間違いの報告: what somebody who read a version thinks is wrong in it, and what was answered."""

    __tablename__ = "error_report"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided_has_time"),
        Index("ix_error_report_open", "organisation_id", "state", "due_on"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    position: Mapped[int | None]
    kind: Mapped[ReportKind]
    text: Mapped[str]
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    reported_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[ReportState] = mapped_column(default=ReportState.OPEN)
    answer: Mapped[str | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship()
    version: Mapped[QuestionVersion] = relationship()
    reported_by: Mapped[Person] = relationship(foreign_keys=reported_by_id)


class Correction(Model):
    """訂正: said to everybody: what was wrong in a version, and how it reads now."""

    __tablename__ = "correction"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    key_changed: Mapped[bool]
    summary: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    question: Mapped[Question] = relationship()
    version: Mapped[QuestionVersion] = relationship()


class Amendment(Model):
    """法改正: from a day on some articles of a source, or all of it, read otherwise."""

    __tablename__ = "amendment"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"))
    articles: Mapped[list[str]]
    in_force_on: Mapped[date]
    summary: Mapped[str] = mapped_column(String(500))
    registered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    registered_at: Mapped[datetime]

    source: Mapped[Source] = relationship()
    tasks: Mapped[list[AmendmentTask]] = relationship(back_populates="amendment", order_by="AmendmentTask.id")


class AmendmentTask(Model):
    """One statement to look at again because of an amendment; done when its question is published anew."""

    __tablename__ = "amendment_task"
    __table_args__ = (
        UniqueConstraint("amendment_id", "statement_id"),
        CheckConstraint("done_at IS NOT NULL OR done_by_id IS NULL", name="done_has_time"),
    )

    id: Mapped[Id]
    amendment_id: Mapped[int] = mapped_column(ForeignKey("amendment.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    done_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    done_at: Mapped[datetime | None]

    amendment: Mapped[Amendment] = relationship(back_populates="tasks")
    question: Mapped[Question] = relationship()
    statement: Mapped[Statement] = relationship()
