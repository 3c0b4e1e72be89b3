from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory, member


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="みどり会")
    return made


@pytest.fixture
def office(centre: Organisation, db: Session) -> Office:
    made = Office(organisation_id=centre.id, name="ひまわり居宅", code="ABCD2345")
    db.add(made)
    db.flush()
    return made


@pytest.fixture
def manager(office: Office, centre: Organisation) -> Person:
    person: Person = AccountFactory().person
    MembershipFactory(person=person, role=Role.MANAGER, organisation=centre, office_id=office.id)
    return person


@pytest.fixture
def learner(centre: Organisation) -> Person:
    person: Person = AccountFactory(person=member(Role.LEARNER, centre, name="岡本 幸恵")).person
    return person
