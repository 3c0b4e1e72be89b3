"""What tests of examinations share: a small paper, and those who run it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import AccountSession, Person
from app.accounts.rules import Role
from app.exams.api import questions_as_json
from app.exams.models import Attempt, PaperEdition
from app.exams.queries.content import printed
from app.exams.views import pieces
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.factories import member


@pytest.fixture(autouse=True)
def _nothing_printed() -> None:
    """A database that has been put back gives its ids again: what was printed of the old ones is forgotten."""
    pieces.forget()
    for kept in (printed, questions_as_json):
        kept.cache_clear()


@pytest.fixture
def edition(db: Session) -> PaperEdition:
    return exam(slug="mock-x", title="模擬試験 第9回")


@pytest.fixture
def organiser(client: StrictClient, edition: PaperEdition) -> Person:
    """An organiser of the paper's organisation, signed in."""
    person = member(Role.ORGANISER, edition.paper.organisation, name="主催 者")
    client.sign_in(person)
    return person


@pytest.fixture
def instructor(edition: PaperEdition) -> Person:
    """Somebody who may rule on the questions of the paper."""
    return member(Role.INSTRUCTOR, edition.paper.organisation, name="講師 一")


@pytest.fixture
def person(db: Session) -> Person:
    return member(name="受験 花子")


@pytest.fixture
def attempt(edition: PaperEdition, person: Person) -> Attempt:
    """The person sits the paper, begun now."""
    made: Attempt = AttemptFactory(edition=edition, person=person)
    return made


@pytest.fixture
def device(client: StrictClient, person: Person) -> AccountSession:
    """The person is signed in."""
    return client.sign_in(person)


@pytest.fixture
def address(attempt: Attempt, device: AccountSession) -> str:
    """Where programs find the attempt of the person, who is signed in."""
    return f"/api/v1/attempts/{attempt.id}"


@pytest.fixture
def page(attempt: Attempt, device: AccountSession) -> str:
    """Where the person, who is signed in, sits."""
    return f"/attempts/{attempt.id}"
