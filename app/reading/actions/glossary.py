"""Change the glossary: load it from its file, write an entry, take one out of use."""

from __future__ import annotations

import json
import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict
from app.reading import queries
from app.reading.actions.readings import ADDED, UNCHANGED, UPDATED
from app.reading.models import GlossaryEntry
from app.reading.rules.kana import row_of, search_form

ALREADY_THERE = "「{name}」は、ほかの用語の名前か言い方として使われています。用語集で開いて直してください。"


@dataclass(frozen=True, slots=True)
class Entry:
    """A term, its text, and what it rests on: label and address of each source."""

    term: str
    reading: str
    aliases: list[str]
    text: str
    sources: list[dict[str, str | None]]
    see: list[str]


def load_glossary(entries: Iterable[Entry]) -> Counter[str]:
    """Bring the glossary to what the file says; what is no longer in it stays.

    An entry that was mended here stays so until the file says something else of it.
    """
    present = {row.term: row for row in db.session.scalars(select(GlossaryEntry))}
    done = Counter(_load(present.get(entry.term), entry) for entry in entries)
    if done[ADDED] or done[UPDATED]:
        queries.editions().glossary = secrets.token_hex(8)
    return done


def _load(row: GlossaryEntry | None, entry: Entry) -> str:
    stock_hash = sha256(json.dumps(asdict(entry), ensure_ascii=False).encode()).hexdigest()
    if row is None:
        db.session.add(GlossaryEntry(**_columns(entry), in_use=True, stock_hash=stock_hash))
        return ADDED
    if row.stock_hash == stock_hash:
        return UNCHANGED
    if row.stock_hash is None and row.changed_at is not None:
        return UNCHANGED  # added here before the file had it: ours stands
    row.stock_hash = stock_hash
    return UPDATED if _write(row, entry) else UNCHANGED


def _columns(entry: Entry) -> dict[str, Any]:
    return {**asdict(entry), "kana_row": row_of(entry.reading), "search_text": _search_text(entry)}


def _write(row: GlossaryEntry, entry: Entry) -> list[str]:
    """Write the entry into its row; the names of what is another now."""
    columns = _columns(entry)
    changed = [name for name, value in columns.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, columns[name])
    return changed


def add(entry: Entry, *, by: Person, now: datetime) -> GlossaryEntry:
    """Put an entry into the glossary; Conflict when its term, or one of its other names, has one already."""
    queries.check_keeper(by)
    _check_names(entry, None)
    row = GlossaryEntry(**_columns(entry), in_use=True, changed_by_id=by.id, changed_at=now)
    db.session.add(row)
    db.session.flush()  # the audit row names its id
    audit.record("glossary.add", queries.entry_subject(row.id), by=by.id, after={"term": row.term})
    queries.editions().glossary = secrets.token_hex(8)
    return row


def mend(row: GlossaryEntry, entry: Entry, *, in_use: bool, by: Person, now: datetime) -> None:
    """Write an entry anew, or take it out of use; every page shows it at once. What was changed is recorded."""
    queries.check_keeper(by)
    _check_names(entry, row.id)
    before = {"term": row.term, "in_use": row.in_use}
    changed = _write(row, entry)
    if row.in_use is not in_use:
        row.in_use = in_use
        changed.append("in_use")
    if not changed:
        return
    row.changed_by_id, row.changed_at = by.id, now
    after = {"term": row.term, "in_use": row.in_use, "changed": sorted({*changed} - {"search_text", "kana_row"})}
    audit.record("glossary.mend", queries.entry_subject(row.id), by=by.id, before=before, after=after)
    queries.editions().glossary = secrets.token_hex(8)


def _check_names(entry: Entry, own_id: int | None) -> None:
    taken = queries.names_taken([entry.term, *entry.aliases], own_id)
    if taken:
        raise Conflict(ALREADY_THERE.format(name=taken[0]))


def _search_text(entry: Entry) -> str:
    return "\n".join(search_form(name) for name in (entry.term, entry.reading, *entry.aliases))
