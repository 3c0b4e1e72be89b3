"""What tests of examinations share: a small paper, and those who run it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition
from tests.client import StrictClient
from tests.exams.factories import exam
from tests.factories import member


@pytest.fixture
def edition(db: Session) -> PaperEdition:
    return exam(slug="mock-x", title="模擬試験 第9回")


@pytest.fixture
def organiser(client: StrictClient, edition: PaperEdition) -> Person:
    """An organiser of the paper's organisation, signed in."""
    person = member(Role.ORGANISER, edition.paper.organisation, name="主催 者")
    client.sign_in(person)
    return person
