"""Table: a list of learners that was sent in, what stands in it, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort
from app.training.rules.imports import ImportState


class RosterImport(Model):
    """名簿の取り込み: the file goes once it is read, what was read once it is taken.

    What was made of it is remembered, for undoing. One with a session says who was there, not who learns.
    """

    __tablename__ = "roster_import"
    __table_args__ = (
        CheckConstraint("(state = 'reading') = (upload IS NOT NULL)", name="upload_until_read"),
        CheckConstraint("state NOT IN ('applied', 'undone') OR applied_at IS NOT NULL", name="applied_has_time"),
        CheckConstraint("(state = 'undone') = (undone_at IS NOT NULL)", name="undone_has_time"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_session.id"), index=True)
    job_id: Mapped[int | None] = mapped_column(ForeignKey("training_job.id"))
    file_name: Mapped[str]
    adds_offices: Mapped[bool]
    state: Mapped[ImportState]
    upload: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    found: Mapped[dict[str, Any]]
    made: Mapped[dict[str, Any]]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    job: Mapped[TrainingJob | None] = relationship()
    asked_by: Mapped[Person] = relationship()
