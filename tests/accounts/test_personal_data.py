from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.db import Base
from tests.factories import PersonFactory

ABOUT_PEOPLE = {"person", "account"}


def test_every_table_that_speaks_of_a_person_can_be_handed_out(db: Session) -> None:
    speaks = {
        table.name
        for table in Base.metadata.tables.values()
        if any(key.column.table.name in ABOUT_PEOPLE for key in table.foreign_keys)
    }

    assert speaks - personal_data.tables() == set()
    assert personal_data.tables() - set(Base.metadata.tables) == set()


def test_somebody_without_an_account_has_an_export_and_can_be_erased(db: Session) -> None:
    person = PersonFactory()

    exported = personal_data.export(person.id)
    personal_data.erase(person.id, clock.now())

    assert exported["アカウント"] == []
    assert person.name == f"退会者{person.id}"
    assert db.scalars(select(type(person))).all() == [person]
