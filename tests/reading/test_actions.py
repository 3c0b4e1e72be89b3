from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import audit, clock
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.errors import Conflict, Forbidden
from app.reading import queries
from app.reading.actions import glossary, readings
from app.reading.models import GlossaryEntry, KeptFurigana, Reading
from tests.factories import member
from tests.reading.factories import entry, keeper, some_glossary

NOW = clock.now()
STOCK = [("口腔", "こうくう"), ("褥瘡", "じょくそう")]


def listed(db: Session) -> dict[str, str]:
    db.flush()
    return {row.term: row.reading for row in db.scalars(select(Reading).order_by(Reading.id))}


def row(db: Session, term: str) -> Reading:
    return db.scalars(select(Reading).where(Reading.term == term)).one()


def test_loading_the_same_again_changes_nothing(db: Session) -> None:
    first = readings.load_readings(STOCK, now=NOW)
    edition = queries.editions().readings

    again = readings.load_readings(STOCK, now=NOW)

    assert (dict(first), dict(again)) == ({"added": 2}, {"unchanged": 2})
    assert queries.editions().readings == edition != ""
    assert listed(db) == dict(STOCK)


def test_a_corrected_word_stays_until_its_line_in_the_file_changes(db: Session) -> None:
    readings.load_readings(STOCK, now=NOW)
    readings.correct(row(db, "口腔"), reading="こうこう", in_use=True, by=keeper(), now=NOW)

    readings.load_readings(STOCK, now=NOW)
    kept = listed(db)["口腔"]
    readings.load_readings([("口腔", "くちこう")], now=NOW)

    assert (kept, listed(db)) == ("こうこう", {"口腔": "くちこう", "褥瘡": "じょくそう"})


def test_a_correction_makes_a_new_edition_forgets_what_was_made_and_is_recorded(db: Session) -> None:
    readings.load_readings(STOCK, now=NOW)
    before = queries.editions().readings
    db.add(KeptFurigana(text_hash="x", edition=before, words="[]"))
    who = keeper()

    readings.correct(row(db, "口腔"), reading="こうこう", in_use=False, by=who, now=NOW)
    db.flush()

    assert queries.editions().readings != before
    assert db.scalars(select(KeptFurigana)).all() == []
    [(said, name)] = queries.history(row(db, "口腔"))
    assert (said.action, said.person_id, name) == ("reading.correct", who.id, "講師 一")
    assert (said.before["reading"], said.after["reading"], said.after["in_use"]) == ("こうくう", "こうこう", False)
    assert audit.first_broken() is None


def test_a_correction_that_changes_nothing_leaves_no_trace(db: Session) -> None:
    readings.load_readings(STOCK, now=NOW)
    before = queries.editions().readings

    readings.correct(row(db, "口腔"), reading="こうくう", in_use=True, by=keeper(), now=NOW)

    assert queries.editions().readings == before
    assert db.scalars(select(AuditEntry).where(AuditEntry.action == "reading.correct")).all() == []


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ORGANISER])
def test_who_is_no_keeper_of_the_site_corrects_nothing(db: Session, role: Role) -> None:
    readings.load_readings(STOCK, now=NOW)
    elsewhere = member(role)

    with pytest.raises(Forbidden):
        readings.correct(row(db, "口腔"), reading="こうこう", in_use=True, by=elsewhere, now=NOW)
    with pytest.raises(Forbidden):
        readings.add("嚥下", "えんげ", by=elsewhere, now=NOW)

    assert listed(db) == dict(STOCK)


def test_a_word_is_added_once(db: Session) -> None:
    added = readings.add("嚥下", "えんげ", by=keeper(Role.ADMINISTRATOR), now=NOW)

    with pytest.raises(Conflict):
        readings.add("嚥下", "えんか", by=keeper(), now=NOW)

    assert (added.stock_reading, listed(db)) == (None, {"嚥下": "えんげ"})


def test_furigana_of_old_editions_is_forgotten(db: Session) -> None:
    readings.load_readings(STOCK, now=NOW)
    holds = queries.editions().readings
    db.add_all([KeptFurigana(text_hash="x", edition=edition, words="[]") for edition in ("old", holds)])

    readings.forget_old_editions()

    assert list(db.scalars(select(KeptFurigana.edition))) == [holds]


def test_the_glossary_is_loaded_once_and_changed_in_its_place(db: Session) -> None:
    some_glossary()
    first = queries.editions().glossary
    newer = entry("被保険者", "ひほけんしゃ", text="新しい説明。")
    done = glossary.load_glossary([entry("保険者", "ほけんしゃ"), newer])
    db.flush()

    assert dict(done) == {"unchanged": 1, "updated": 1}
    assert queries.editions().glossary != first
    row = db.scalars(select(GlossaryEntry).where(GlossaryEntry.term == "被保険者")).one()
    assert (row.text, row.kana_row, row.sources[0]["label"]) == ("新しい説明。", "は", "介護保険法 第9条")
