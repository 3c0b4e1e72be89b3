"""Ask the worker for something that takes a while, and note how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from app import audit, files, tasks
from app.accounts.models import Person
from app.db import db, transaction
from app.training.models.jobs import TrainingJob
from app.training.rules.jobs import JobKind, JobState

LOST = "うまくいきませんでした。もう一度お試しください。続くときは、管理者にお知らせください。"


def ask(
    task: str,
    kind: JobKind,
    *,
    organisation_id: int,
    cohort_id: int | None,
    total: int,
    by: Person,
    now: datetime,
    said: Mapping[str, str | int | None] | None = None,
) -> TrainingJob:
    """Ask the worker for a piece of work; its page tells how far it is, also after a reload."""
    job = TrainingJob(
        organisation_id=organisation_id,
        cohort_id=cohort_id,
        kind=kind,
        arguments=dict(said or {}),
        total=total,
        done=0,
        state=JobState.WAITING,
        asked_by_id=by.id,
        asked_at=now,
    )
    db.session.add(job)
    db.session.flush()  # the worker is told its id
    tasks.enqueue(task, job_id=job.id)
    place, after = f"training_job:{job.id}", {"kind": kind.value, "cohort": cohort_id, **(said or {})}
    audit.record("job.ask", place, by=by.id, organisation=organisation_id, after=after)
    return job


def note(job_id: int, done: int) -> None:
    """Say how far it is, in a short transaction of its own."""
    with transaction():
        db.session.execute(update(TrainingJob).where(TrainingJob.id == job_id).values(done=done))


@dataclass(frozen=True, slots=True)
class Made:
    """A file that came of the work, under the name that people save it by."""

    data: bytes
    type: str
    name: str


def finish(job: TrainingJob, made: Made | None, *, now: datetime, message: str | None = None) -> None:
    """The work is done; what was made can be fetched from now on."""
    if made is not None:
        job.result = files.store(made.data, type=made.type, organisation_id=job.organisation_id)
        job.file_name = made.name
    job.done, job.message, job.state, job.ended_at = job.total, message, JobState.DONE, now


def fail(job: TrainingJob, message: str, *, now: datetime) -> None:
    """The work cannot be done; the message says what to do about it."""
    job.message, job.state, job.ended_at = message, JobState.FAILED, now
