"""Tables: files of questions that come in and go out in the browser, and what each has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.questions.models.bank import Question, QuestionVersion
from app.questions.rules.exchange.package import Format
from app.questions.rules.exchanges import Direction, JobState
from app.questions.rules.loading import Outcome
from app.questions.rules.words import QuestionStatus


class ExchangeJob(Model):
    """読み込み・書き出し: one file on its way; `done` of `total` questions are through. By nobody: by a command."""

    __tablename__ = "exchange_job"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="no_more_than_all"),
        Index("ix_exchange_job_place", "organisation_id", "asked_at"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    direction: Mapped[Direction]
    form: Mapped[Format]
    state: Mapped[JobState]
    status: Mapped[QuestionStatus | None]
    file_name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    report: Mapped[dict[str, Any]]
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    by: Mapped[Person | None] = relationship()


class ExchangePiece(Model):
    """A part of the file: none needs the memory of the whole, in the web process or on the way to disk."""

    __tablename__ = "exchange_piece"

    job_id: Mapped[int] = mapped_column(ForeignKey("exchange_job.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    data: Mapped[bytes] = mapped_column(LargeBinary)


class ExchangeItem(Model):
    """What a file did to one question, so that it can be undone."""

    __tablename__ = "exchange_item"
    __table_args__ = (Index("ix_exchange_item_job", "job_id"),)

    id: Mapped[Id]
    job_id: Mapped[int] = mapped_column(ForeignKey("exchange_job.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(ForeignKey("question_version.id"), index=True)
    outcome: Mapped[Outcome]
    status_before: Mapped[QuestionStatus | None]
    status_after: Mapped[QuestionStatus | None]

    question: Mapped[Question] = relationship()
    version: Mapped[QuestionVersion | None] = relationship()
