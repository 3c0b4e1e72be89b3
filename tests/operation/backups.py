"""What the drills share: a site with something of everything, and what is in its tables."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from app import audit, files
from app.accounts.models import Person
from app.accounts.rules import Role
from app.operation import archive, stores
from app.operation.rules.backup import Kept
from tests.factories import AccommodationFactory, AccountFactory, OrganisationFactory, member

NOW = datetime(2026, 11, 22, 3, 4, 5, 678, tzinfo=UTC)
AUDIT = {"audit_entry", "audit_head"}
STRANGE = "髙橋\t𠮷子\\N \n\r\v\b\f'\"%;--"


def fill(db: Session) -> Person:
    """Something of every kind of value: strange signs, nothing, bytes, decimals, JSON, moments, answers."""
    organisation = OrganisationFactory(name=STRANGE)
    person = member(Role.CANDIDATE, organisation, name=STRANGE, kana="")
    AccountFactory(person=person)
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, factor=Decimal("1.50"), aids=["large_text"])
    files.store(bytes(range(256)), type="image/png", organisation_id=organisation.id)
    audit.record("organisation.create", "organisation:1", by=person.id, after={"名": STRANGE, "file": None})
    db.commit()
    return person


def now_kept() -> dict[str, Kept]:
    """What is in the site's tables now."""
    with stores.at_one_moment() as moment:
        return {table.name: archive.tallied(table, moment.lines(table)) for table in moment.tables}
