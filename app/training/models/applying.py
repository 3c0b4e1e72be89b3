"""Tables: what a class asks of those who apply, their answers, what follows from an answer; what comes before what;
who asks for more time."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.training.models.curricula import Module
from app.training.models.running import Enrolment
from app.training.rules.applying import ExtensionState


class CohortQuestion(Model):
    """受講申込書の質問: with its choices; `meets` are those that meet the 受講要件, none where it is no matter."""

    __tablename__ = "cohort_question"
    __table_args__ = (UniqueConstraint("cohort_id", "text"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    text: Mapped[str] = mapped_column(String(200))
    choices: Mapped[list[str]]
    meets: Mapped[list[str]]


class EnrolmentAnswer(Model):
    """What somebody has answered in the form; until the application is decided it may be changed."""

    __tablename__ = "enrolment_answer"
    __table_args__ = (UniqueConstraint("enrolment_id", "question_id"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("cohort_question.id"), index=True)
    choice: Mapped[str] = mapped_column(String(120))
    answered_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    question: Mapped[CohortQuestion] = relationship()


class AssignmentRule(Model):
    """割当のきまり: whoever answers so gets this module."""

    __tablename__ = "assignment_rule"
    __table_args__ = (UniqueConstraint("question_id", "choice", "module_id"),)

    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(ForeignKey("cohort_question.id"))
    choice: Mapped[str] = mapped_column(String(120))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    due_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    question: Mapped[CohortQuestion] = relationship()
    module: Mapped[Module] = relationship()


class Prerequisite(Model):
    """先に修了する科目: in this cohort the module is done only when the other one is."""

    __tablename__ = "prerequisite"
    __table_args__ = (
        UniqueConstraint("cohort_id", "module_id", "before_id"),
        CheckConstraint("module_id <> before_id", name="not_before_itself"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    before_id: Mapped[int] = mapped_column(ForeignKey("module.id"))

    module: Mapped[Module] = relationship(foreign_keys=[module_id])
    before: Mapped[Module] = relationship(foreign_keys=[before_id])


class ExtensionRequest(Model):
    """期限の延長の願い出: by which day somebody wishes to be done, why, and what was decided."""

    __tablename__ = "extension_request"
    __table_args__ = (
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided_has_time"),
        Index(
            "uq_extension_request_open",
            "enrolment_id",
            "module_id",
            unique=True,
            sqlite_where=text("state = 'asked'"),
            postgresql_where=text("state = 'asked'"),
        ),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    wished_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(400))
    state: Mapped[ExtensionState]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    enrolment: Mapped[Enrolment] = relationship()
    module: Mapped[Module] = relationship()
