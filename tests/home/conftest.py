"""What tests of the front door share: the questions to try, and no memory of other tests' papers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from app.exams.models import PaperEdition
from app.exams.queries.content import printed
from app.questions.rules.words import PaperKind
from tests.exams.factories import exam

KEYS = {"care-support": [(1, 3), (2, 4)], "health": [(1, 2, 3)]}


@pytest.fixture(autouse=True)
def _nothing_printed() -> Iterator[None]:
    """A process prints an edition once; SQLite gives the ids of one test to the next."""
    printed.cache_clear()
    yield
    printed.cache_clear()


@pytest.fixture
def trial(db: Session) -> PaperEdition:
    """Three questions to try: ①③ of the first, ②④ of the second, ①②③ of the third are right."""
    return exam(KEYS, marks=(None, None), kind=PaperKind.TRIAL, title="まず10問")
