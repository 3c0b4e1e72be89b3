"""Change the list of readings: load it from its file, correct a word, add one."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict
from app.reading import queries
from app.reading.models import KeptFurigana, Reading

ALREADY_LISTED = "この言葉はすでに一覧にあります。一覧から開いて直してください。"
ADDED, UPDATED, UNCHANGED = "added", "updated", "unchanged"


def load_readings(entries: Iterable[tuple[str, str]], *, now: datetime) -> Counter[str]:
    """Bring the list to what the file says; a word that was corrected here stays so until its line changes."""
    present = {row.term: row for row in db.session.scalars(select(Reading))}
    done = Counter(_load(present.get(term), term, reading, now) for term, reading in entries)
    if done[ADDED] or done[UPDATED]:
        new_edition()
    return done


def _load(row: Reading | None, term: str, reading: str, now: datetime) -> str:
    if row is None:
        db.session.add(Reading(term=term, reading=reading, stock_reading=reading, changed_at=now))
        return ADDED
    if row.stock_reading == reading:
        return UNCHANGED
    row.stock_reading = row.reading = reading
    row.changed_at = now
    return UPDATED


def correct(row: Reading, *, reading: str, in_use: bool, by: Person, now: datetime) -> None:
    """Change how a word is read from now on; every text shows it at once. What it was stays in the audit trail."""
    queries.check_keeper(by)
    before = _figures(row)
    row.reading, row.in_use = reading, in_use
    after = _figures(row)
    if before == after:
        return
    row.changed_by_id, row.changed_at = by.id, now
    audit.record("reading.correct", queries.subject(row.id), by=by.id, before=before, after=after)
    new_edition()


def add(term: str, reading: str, *, by: Person, now: datetime) -> Reading:
    """Put a word on the list; Conflict when it is there."""
    queries.check_keeper(by)
    if queries.reading_of(term) is not None:
        raise Conflict(ALREADY_LISTED)
    row = Reading(term=term, reading=reading, in_use=True, changed_by_id=by.id, changed_at=now)
    db.session.add(row)
    db.session.flush()  # the audit row names its id
    audit.record("reading.add", queries.subject(row.id), by=by.id, after=_figures(row))
    new_edition()
    return row


def new_edition() -> None:
    """From now on other readings hold: what was made with the old ones is forgotten."""
    queries.editions().readings = secrets.token_hex(8)
    db.session.execute(delete(KeptFurigana))


def forget_old_editions() -> None:
    """Take away furigana of editions that hold no more, kept by a page that was under way while the list changed."""
    holds = queries.editions().readings
    db.session.execute(delete(KeptFurigana).where(KeptFurigana.edition != holds))


def _figures(row: Reading) -> dict[str, object]:
    return {"term": row.term, "reading": row.reading, "in_use": row.in_use}
