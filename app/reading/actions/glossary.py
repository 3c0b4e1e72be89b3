"""Change the glossary: load it from its file."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import select

from app.db import db
from app.reading import queries
from app.reading.actions.readings import ADDED, UNCHANGED, UPDATED
from app.reading.models import GlossaryEntry
from app.reading.rules.kana import row_of, search_form


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
    """Bring the glossary to what the file says; what is no longer in it stays."""
    present = {row.term: row for row in db.session.scalars(select(GlossaryEntry))}
    done = Counter(_load(present.get(entry.term), entry) for entry in entries)
    if done[ADDED] or done[UPDATED]:
        queries.editions().glossary = secrets.token_hex(8)
    return done


def _load(row: GlossaryEntry | None, entry: Entry) -> str:
    columns = {**asdict(entry), "kana_row": row_of(entry.reading), "search_text": _search_text(entry)}
    if row is None:
        db.session.add(GlossaryEntry(**columns))
        return ADDED
    changed = {name: value for name, value in columns.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return UPDATED if changed else UNCHANGED


def _search_text(entry: Entry) -> str:
    return "\n".join(search_form(name) for name in (entry.term, entry.reading, *entry.aliases))
