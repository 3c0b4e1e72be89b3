"""What tests of statistics share: a small paper, people who sat it, and somebody who may see the figures."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition
from app.exams.queries.content import printed
from tests.exams.factories import exam
from tests.factories import member


@pytest.fixture(autouse=True)
def _nothing_printed() -> None:
    printed.cache_clear()


@pytest.fixture
def edition(db: Session) -> PaperEdition:
    return exam(slug="mock-x", title="模擬試験 第9回")


@pytest.fixture
def instructor(edition: PaperEdition) -> Person:
    return member(Role.INSTRUCTOR, edition.paper.organisation, name="講師 一")
