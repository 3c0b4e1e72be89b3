"""Work beside the requests and letters, as the desk lists them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from app.db import db
from app.errors import NotFound
from app.lists import Wanted, Wish
from app.mail import Mail
from app.tasks import Outbox, OutboxState

NO_SUCH_JOB = "この仕事は見つかりません。一覧を開き直してください。"


def jobs_wanted(wish: Wish, tasks: set[str]) -> Wanted:
    """Outbox rows in the wished state; searched words name one of `tasks` or stand in the error."""
    wanted: Wanted = select(Outbox)
    state = wish.narrowed.get("state")
    if state in set(OutboxState):
        wanted = wanted.where(Outbox.state == OutboxState(state))
    if wish.search:
        wanted = wanted.where(Outbox.task.in_(tasks) | Outbox.error.contains(wish.search, autoescape=True))
    return wanted


def failed_job(job_id: int) -> Outbox:
    """A job that has failed for good; any other is not found here."""
    row = db.session.get(Outbox, job_id, with_for_update=True)
    if row is None or row.state is not OutboxState.FAILED:
        raise NotFound(NO_SUCH_JOB)
    return row


def counted_jobs() -> dict[OutboxState, int]:
    """How many jobs stand in each state."""
    rows = db.session.execute(select(Outbox.state, func.count()).group_by(Outbox.state))
    counts = dict.fromkeys(OutboxState, 0)
    for state, count in rows:
        counts[state] = count
    return counts


def oldest_due_at(now: datetime) -> datetime | None:
    """Since when the longest-waiting job could have been begun; None when none waits."""
    waiting = (Outbox.state == OutboxState.WAITING) & (Outbox.due_at <= now)
    return db.session.scalar(select(func.min(Outbox.due_at)).where(waiting))


def letters_wanted(wish: Wish) -> Wanted:
    """Letters by address or subject; narrowed to those that wait, or have gone."""
    wanted: Wanted = select(Mail)
    if wish.narrowed.get("state") in ("waiting", "sent"):
        waits = Mail.sent_at.is_(None)
        wanted = wanted.where(waits if wish.narrowed["state"] == "waiting" else ~waits)
    if wish.search:
        in_subject = Mail.subject.contains(wish.search, autoescape=True)
        wanted = wanted.where(in_subject | Mail.recipient.contains(wish.search.lower(), autoescape=True))
    return wanted


def letters_waiting() -> int:
    """How many letters have not gone out."""
    return db.session.scalar(select(func.count()).select_from(Mail).where(Mail.sent_at.is_(None))) or 0
