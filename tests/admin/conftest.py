from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from tests.client import StrictClient
from tests.factories import AccountFactory, member


@pytest.fixture
def chief(client: StrictClient, db: Session) -> Person:
    """An administrator, signed in with `client`."""
    person: Person = AccountFactory(person=member(Role.ADMINISTRATOR, name="管野 誠", kana="カンノ マコト")).person
    client.sign_in(person)
    return person
