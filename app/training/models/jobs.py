"""Table: work that an organiser has asked the worker for, how far it is and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.files import StoredFile
from app.training.models.running import Cohort
from app.training.rules import jobs
from app.training.rules.jobs import JobKind, JobState


class TrainingJob(Model):
    """One piece of work; `result` is the file that can be fetched when it is done, `message` says what went wrong.

    `archive` holds the same papers one by one.
    """

    __tablename__ = "training_job"
    __table_args__ = (CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended_has_time"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"), index=True)
    kind: Mapped[JobKind]
    arguments: Mapped[dict[str, Any]]
    total: Mapped[int]
    done: Mapped[int]
    state: Mapped[JobState]
    message: Mapped[str | None]
    file_name: Mapped[str | None]
    result_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    archive_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    cohort: Mapped[Cohort | None] = relationship()
    result: Mapped[StoredFile | None] = relationship(foreign_keys=[result_id])
    archive: Mapped[StoredFile | None] = relationship(foreign_keys=[archive_id])

    @property
    def percent(self) -> int:
        return jobs.percent(self.done, self.total, self.state)
