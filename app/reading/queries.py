"""Find readings, furigana that was kept, and the glossary; nothing here changes anything."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Row, func, select

from app.accounts import queries as accounts
from app.accounts.models import Person
from app.accounts.rules import Permission
from app.audit import AuditEntry
from app.db import db
from app.errors import Forbidden, NotFound
from app.reading.models import ONLY, Edition, GlossaryEntry, KeptFurigana, Reading
from app.reading.rules.kana import OTHER, ROWS, search_form, sorting_key
from app.reading.rules.ruby import Ruby
from app.reading.rules.words import Terms

READINGS_A_PAGE = 50
FOUND_AT_MOST = 100
MADE_BY = "1"  # what makes furigana: a new number, and whatever older rules have made is made anew
NO_SUCH_READING = "この言葉は見つかりませんでした。一覧からお選びください。"
NO_SUCH_ENTRY = "この用語は見つかりませんでした。用語集からお選びください。"
NOT_A_KEEPER = "読みを直せるのは、このサイトの講師と管理者だけです。気づいたことは「間違いを報告」でお知らせください。"


def text_hash(text: str) -> str:
    """Under what the furigana of a text is kept."""
    return hashlib.sha256(f"{MADE_BY}\n{text}".encode()).hexdigest()


def editions() -> Edition:
    """Which edition of readings and glossary holds now."""
    return db.session.get_one(Edition, ONLY, populate_existing=True)


@dataclass(frozen=True, slots=True)
class Kept:
    """What one query finds: the editions that hold, and the furigana of those texts that had some."""

    readings: str
    glossary: str
    texts: dict[str, Ruby]


EDITIONS = select(Edition.readings, Edition.glossary)


def kept(texts: Sequence[str]) -> Kept:
    """The furigana that was kept of these texts in the edition that holds, in one query however many they are."""
    if not texts:
        return Kept(*db.session.execute(EDITIONS).one(), {})
    by_hash = {text_hash(text): text for text in texts}
    found = (KeptFurigana.edition == Edition.readings) & KeptFurigana.text_hash.in_(by_hash)
    wanted = select(Edition.readings, Edition.glossary, KeptFurigana.text_hash, KeptFurigana.words)
    rows = db.session.execute(wanted.outerjoin_from(Edition, KeptFurigana, found)).all()
    texts_found = {by_hash[row.text_hash]: json.loads(row.words) for row in rows if row.text_hash}
    return Kept(rows[0].readings, rows[0].glossary, texts_found)


@lru_cache(maxsize=2)
def terms(edition: str) -> Terms:
    """Our list of readings as it is in this edition; asked of the database once a process."""
    rows = db.session.execute(select(Reading.term, Reading.reading).where(Reading.in_use))
    return Terms({row.term: row.reading for row in rows})


@dataclass(frozen=True, slots=True)
class Glossary:
    """Which terms are explained, and by which entry."""

    terms: Terms
    entries: dict[str, int]


@lru_cache(maxsize=2)
def glossary(edition: str) -> Glossary:
    """Terms and aliases of the glossary in this edition; asked of the database once a process."""
    found: dict[str, int] = {}
    rows = db.session.execute(
        select(GlossaryEntry.id, GlossaryEntry.term, GlossaryEntry.aliases).where(GlossaryEntry.in_use)
    ).all()
    for entry_id, _, aliases in rows:
        found |= dict.fromkeys(aliases, entry_id)
    found |= {term: entry_id for entry_id, term, _ in rows}
    return Glossary(Terms(dict.fromkeys(found, "")), found)


@dataclass(frozen=True, slots=True)
class Readings:
    """One page of the list of readings."""

    found: Sequence[Reading]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // READINGS_A_PAGE))


def readings(*, search: str, page: int) -> Readings:
    """Words whose writing or reading holds what is looked for, in the order of their readings."""
    wanted = select(Reading)
    if search:
        in_term = Reading.term.contains(search, autoescape=True)
        wanted = wanted.where(in_term | Reading.reading.contains(search_form(search), autoescape=True))
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.scalars(
        wanted.order_by(Reading.reading, Reading.id).limit(READINGS_A_PAGE).offset((page - 1) * READINGS_A_PAGE)
    )
    return Readings(rows.all(), total, page)


def reading(reading_id: int) -> Reading:
    """One word of the list."""
    found = db.session.get(Reading, reading_id)
    if found is None:
        raise NotFound(NO_SUCH_READING)
    return found


def reading_of(term: str) -> Reading | None:
    """The word that is written so."""
    return db.session.scalar(select(Reading).where(Reading.term == term))


def history(found: Reading | GlossaryEntry) -> Sequence[Row[AuditEntry, str]]:
    """Who has changed the word or the entry, newest first, with their names."""
    called = subject(found.id) if isinstance(found, Reading) else entry_subject(found.id)
    wanted = select(AuditEntry, Person.name).outerjoin(Person, Person.id == AuditEntry.person_id)
    return db.session.execute(wanted.where(AuditEntry.subject == called).order_by(AuditEntry.id.desc())).all()


def subject(reading_id: int) -> str:
    """How the audit trail calls a word."""
    return f"reading:{reading_id}"


def is_keeper(person: Person) -> bool:
    """May the person correct readings? The list is the site's own, so the permission must hold in its organisation."""
    home = accounts.home_organisation()
    return home is not None and home.id in accounts.places_where(person, Permission.CORRECT_READING)


def check_keeper(person: Person) -> None:
    """Raise Forbidden, in words, for whoever may not correct readings."""
    if not is_keeper(person):
        raise Forbidden(NOT_A_KEEPER)


def entry(entry_id: int, *, to_write: bool = False) -> GlossaryEntry:
    """One entry of the glossary; one that is out of use is there for those who write alone."""
    found = db.session.get(GlossaryEntry, entry_id)
    if found is None or not (found.in_use or to_write):
        raise NotFound(NO_SUCH_ENTRY)
    return found


def entries_in_row(row: str) -> list[GlossaryEntry]:
    """The entries of one row of the index, as a dictionary sorts them."""
    return _sorted(db.session.scalars(select(GlossaryEntry).where(GlossaryEntry.kana_row == row, GlossaryEntry.in_use)))


def entries_found(search: str) -> list[GlossaryEntry]:
    """Entries whose term, alias or reading holds what is looked for, a hundred at most."""
    holds = GlossaryEntry.search_text.contains(search_form(search), autoescape=True)
    wanted = select(GlossaryEntry).where(holds, GlossaryEntry.in_use)
    return _sorted(db.session.scalars(wanted.order_by(GlossaryEntry.id).limit(FOUND_AT_MOST)))


def entries_out_of_use() -> list[GlossaryEntry]:
    """Entries that only those who write see, as a dictionary sorts them."""
    return _sorted(db.session.scalars(select(GlossaryEntry).where(~GlossaryEntry.in_use)))


def names_taken(names: Sequence[str], own_id: int | None) -> list[str]:
    """Those of the names that another entry goes by, in this order; out of use it still does."""
    rows = db.session.execute(select(GlossaryEntry.id, GlossaryEntry.term, GlossaryEntry.aliases))
    taken = {name for entry_id, term, aliases in rows if entry_id != own_id for name in (term, *aliases)}
    return [name for name in names if name in taken]


def entry_subject(entry_id: int) -> str:
    """How the audit trail calls an entry."""
    return f"glossary:{entry_id}"


def entry_ids(names: Iterable[str]) -> dict[str, int]:
    """The ids of entries by their terms."""
    wanted = select(GlossaryEntry.term, GlossaryEntry.id).where(
        GlossaryEntry.term.in_(set(names)), GlossaryEntry.in_use
    )
    return {row.term: row.id for row in db.session.execute(wanted)}


def index() -> dict[str, int]:
    """How many entries each row of the index has, in the order of the kana."""
    counted = dict(
        db.session.execute(
            select(GlossaryEntry.kana_row, func.count()).where(GlossaryEntry.in_use).group_by(GlossaryEntry.kana_row)
        ).all()
    )
    return {row: counted[row] for row in (*ROWS, OTHER) if row in counted}


def _sorted(entries: Iterable[GlossaryEntry]) -> list[GlossaryEntry]:
    return sorted(entries, key=lambda entry: sorting_key(entry.reading))
