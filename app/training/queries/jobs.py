"""Find what the worker was asked to do and how far it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.tasks import Outbox, OutboxState
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort
from app.training.rules.jobs import JobKind, JobState

NO_JOB = "この作業は見つかりません。研修の運営の画面から選んでください。"


def job(job_id: int, person: Person) -> TrainingJob:
    """A piece of work of an organisation in which the person runs trainings; anybody else's is not found."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    found = db.session.scalar(
        select(TrainingJob)
        .where(TrainingJob.id == job_id, TrainingJob.organisation_id.in_(mine))
        .options(joinedload(TrainingJob.result), joinedload(TrainingJob.cohort).joinedload(Cohort.run))
    )
    if found is None:
        raise NotFound(NO_JOB)
    return found


def lost() -> Sequence[TrainingJob]:
    """What somebody waits for though the worker has failed at it for good; papers an administrator tries again."""
    failed = db.session.scalars(
        select(Outbox.arguments).where(Outbox.state == OutboxState.FAILED, Outbox.task.startswith("training."))
    )
    ids = {said["job_id"] for said in failed if "job_id" in said}
    waiting = (TrainingJob.state == JobState.WAITING) & (TrainingJob.kind != JobKind.CERTIFICATES)
    return db.session.scalars(select(TrainingJob).where(TrainingJob.id.in_(ids), waiting)).all()


def of_cohort(cohort_id: int, kind: JobKind) -> Sequence[TrainingJob]:
    """What was asked of this kind for the cohort, the newest first."""
    return db.session.scalars(
        select(TrainingJob)
        .where(TrainingJob.cohort_id == cohort_id, TrainingJob.kind == kind)
        .order_by(TrainingJob.id.desc())
        .options(joinedload(TrainingJob.result))
    ).all()
