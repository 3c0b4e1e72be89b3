"""The audit trail: who did what when, before and after, chained by hashes, never changed again.

A row holds ids and figures, no free text about people. Database triggers refuse UPDATE and DELETE;
the chain shows whoever went round them.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.db import Id, Model, db

GENESIS = "0" * 64
HEAD = 1


class AuditEntry(Model):
    """One thing that somebody did, for good."""

    __tablename__ = "audit_entry"

    id: Mapped[Id]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(index=True)
    organisation_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    def digest(self) -> str:
        """SHA-256 over the row before it and all that this row says."""
        said = [self.at.isoformat(), self.person_id, self.organisation_id, self.action, self.subject]
        text = json.dumps([self.prev_hash, *said, self.before, self.after], ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()


class AuditHead(Model):
    """The hash of the newest row; whoever writes the next one locks it, so the chain never forks."""

    __tablename__ = "audit_head"

    id: Mapped[Id]
    hash: Mapped[str] = mapped_column(String(64))


def record(
    action: str,
    subject: str,
    *,
    by: int | None,
    organisation: int | None = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> AuditEntry:
    """Add a row to the chain; `subject` is "table:id", `by` and `organisation` are ids."""
    head = db.session.get_one(AuditHead, HEAD, with_for_update=True, populate_existing=True)
    entry = AuditEntry(
        at=clock.now(),
        person_id=by,
        organisation_id=organisation,
        action=action,
        subject=subject,
        before=before or {},
        after=after or {},
        prev_hash=head.hash,
    )
    head.hash = entry.hash = entry.digest()
    db.session.add(entry)
    return entry


@dataclass(frozen=True, slots=True)
class Checked:
    """What a walk along the chain has found: how many rows, where it breaks if it does, its last row and hash."""

    rows: int
    broken_at: int | None
    last: int
    hash: str


def check() -> Checked:
    """Walk along the whole chain.

    A chain whose end was cut off breaks at the id after its last row: its head remembers more.
    """
    newest = select(func.coalesce(func.max(AuditEntry.id), 0)).scalar_subquery()
    head, last = db.session.execute(select(AuditHead.hash, newest).where(AuditHead.id == HEAD)).one()
    expected, rows = GENESIS, 0
    walk = select(AuditEntry).where(AuditEntry.id <= last).order_by(AuditEntry.id).execution_options(yield_per=1_000)
    with closing(db.session.scalars(walk)) as entries:
        for entry in entries:
            if entry.prev_hash != expected or entry.digest() != entry.hash:
                return Checked(rows, entry.id, last, expected)
            expected, rows = entry.hash, rows + 1
    return Checked(rows, None if head == expected else int(last) + 1, last, expected)


def first_broken() -> int | None:
    """The id of the first row that does not continue the chain; None when all is whole."""
    return check().broken_at


def hash_of(entry_id: int) -> str | None:
    """The hash of a row, to be compared with one that was noted down; None where there is no such row."""
    return db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == entry_id))
