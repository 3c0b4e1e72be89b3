from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.audit import AuditEntry
from app.guide import actions
from app.guide.actions import Said
from tests.factories import member


def test_every_change_of_a_date_leaves_a_trace(db: Session) -> None:
    keeper, now = member(), clock.now()
    said = Said(30, "試験日", date(2027, 10, 10), None, "要項")

    row = actions.add(said, by=keeper, now=now)
    actions.change(row, Said(30, "試験日", date(2027, 10, 17), date(2027, 10, 18), "要項"), by=keeper, now=now)
    actions.remove(row, by=keeper)

    entries = db.scalars(select(AuditEntry).where(AuditEntry.action.like("guide.%")).order_by(AuditEntry.id)).all()
    assert [entry.action for entry in entries] == ["guide.add_date", "guide.change_date", "guide.remove_date"]
    assert {entry.person_id for entry in entries} == {keeper.id}
    assert entries[1].before == {"round": 30, "begins_on": "2027-10-10", "until_on": None}
    assert entries[1].after == {"round": 30, "begins_on": "2027-10-17", "until_on": "2027-10-18"}
