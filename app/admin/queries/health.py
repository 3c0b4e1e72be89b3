"""How the site is doing: what is stored where, whether the worker lives."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, select

from app.accounts.models import Account, AccountSession, Person
from app.admin.queries import work
from app.admin.rules import worker_sleeps
from app.audit import AuditEntry
from app.db import Model, db, stored_bytes
from app.exams.models import Answer, Attempt
from app.files import StoredFile
from app.mail import Mail
from app.tasks import OutboxState

COUNTED: Sequence[tuple[str, type[Model]]] = (
    ("人", Person),
    ("アカウント", Account),
    ("サインインの記録", AccountSession),
    ("受験", Attempt),
    ("解答", Answer),
    ("メール", Mail),
    ("監査の記録", AuditEntry),
)


@dataclass(frozen=True, slots=True)
class Health:
    """What the desk tells of the site at this moment."""

    rows: list[tuple[str, int]]
    database_bytes: int
    files: int
    file_bytes: int
    disk_free: int
    disk_total: int
    jobs: dict[OutboxState, int]
    letters_waiting: int
    sleeps: bool


def health(folder: Path, now: datetime) -> Health:
    """Count what is stored; `folder` is where the site keeps its files."""
    counts = [(label, db.session.scalar(select(func.count()).select_from(model)) or 0) for label, model in COUNTED]
    files, size = db.session.execute(select(func.count(), func.coalesce(func.sum(StoredFile.size), 0))).one()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    disk = shutil.disk_usage(there)
    return Health(
        rows=counts,
        database_bytes=stored_bytes(),
        files=files,
        file_bytes=int(size),
        disk_free=disk.free,
        disk_total=disk.total,
        jobs=work.counted_jobs(),
        letters_waiting=work.letters_waiting(),
        sleeps=worker_sleeps(work.oldest_due_at(now), now),
    )
