"""What an administrator does about work that has failed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from app import audit
from app.accounts.models import Person
from app.db import db
from app.tasks import Outbox, OutboxState


def retry(job: Outbox, *, by: Person, now: datetime) -> None:
    """Let the worker try a failed job afresh, with all its tries before it."""
    audit.record("job.retry", f"outbox:{job.id}", by=by.id, before={"task": job.task, "tries": job.tries})
    _again(job, now)


def retry_all(*, by: Person, now: datetime) -> int:
    """The same for every failed job; says how many there were."""
    failed = select(Outbox).where(Outbox.state == OutboxState.FAILED).with_for_update()
    rows = db.session.scalars(failed).all()
    for job in rows:
        _again(job, now)
    if rows:
        audit.record("job.retry_all", "outbox:failed", by=by.id, after={"jobs": len(rows)})
    return len(rows)


def _again(job: Outbox, now: datetime) -> None:
    job.state, job.tries, job.due_at = OutboxState.WAITING, 0, now
