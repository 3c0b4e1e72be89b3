"""Tables: reports that a cohort has to hand in with their rubrics, and what learners have handed in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.files import StoredFile
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.rules import reports as rules
from app.training.rules.reports import ReportState, Rubric


class ReportTask(Model):
    """レポート課題: of one module of a cohort; what a pass is worth, and whether the module needs it."""

    __tablename__ = "report_task"
    __table_args__ = (
        UniqueConstraint("cohort_id", "module_id"),
        CheckConstraint("credit_minutes >= 0", name="credit_not_negative"),
        CheckConstraint("pass_points >= 0", name="pass_not_negative"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    title: Mapped[str] = mapped_column(String(120))
    instructions: Mapped[str]
    due_on: Mapped[date | None]
    credit_minutes: Mapped[int]
    required: Mapped[bool]
    pass_points: Mapped[int]
    rubric: Mapped[dict[str, Any]]
    marker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    module: Mapped[Module] = relationship()
    marker: Mapped[Person | None] = relationship(foreign_keys=[marker_id])

    def table(self) -> Rubric:
        return rules.rubric_of(self.rubric)


class ReportWork(Model):
    """提出: one version of somebody's report; one that was given back stays, and the next has a new number."""

    __tablename__ = "report_work"
    __table_args__ = (
        UniqueConstraint("task_id", "enrolment_id", "number"),
        Index(
            "uq_report_work_open",
            "task_id",
            "enrolment_id",
            unique=True,
            sqlite_where=text("state IN ('draft', 'handed_in')"),
            postgresql_where=text("state IN ('draft', 'handed_in')"),
        ),
        CheckConstraint("(state = 'draft') = (handed_in_at IS NULL)", name="handed_in_has_time"),
        CheckConstraint(
            "(state IN ('returned', 'passed')) = (marked_at IS NOT NULL AND points IS NOT NULL)",
            name="marked_has_marks",
        ),
    )

    id: Mapped[Id]
    task_id: Mapped[int] = mapped_column(ForeignKey("report_task.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    number: Mapped[int]
    state: Mapped[ReportState]
    text: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"), index=True)
    file_name: Mapped[str | None] = mapped_column(String(120))
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    marks: Mapped[dict[str, Any]]
    points: Mapped[int | None]
    comment: Mapped[str | None]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    marked_at: Mapped[datetime | None]
    # Given back by an organiser, before it was marked or after it had passed.
    returned_reason: Mapped[str | None] = mapped_column(String(200))
    returned_at: Mapped[datetime | None]

    task: Mapped[ReportTask] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    marked_by: Mapped[Person | None] = relationship(foreign_keys=[marked_by_id])
