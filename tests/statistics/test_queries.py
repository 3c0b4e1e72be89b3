from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.errors import NotFound
from app.exams.models import PaperEdition
from app.questions.rules.words import Results
from app.statistics.queries.reports import own_places, reported, stale_editions
from app.statistics.rules import Basis
from app.statistics.tasks import refresh
from tests.exams.factories import AttemptFactory, closed_attempt
from tests.exams.rulings import CORRECT, ruled
from tests.factories import member


def test_an_edition_is_stale_when_sat_or_ruled_on_and_fresh_after_the_worker(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    edition_id = edition.id
    AttemptFactory(edition=edition)
    nobody_finished = stale_editions(clock.now())
    closed_attempt(edition, answers={1: (1, 3)})
    sat = stale_editions(clock.now())
    db.commit()
    refresh()
    fresh = stale_editions(clock.now())
    ruled(edition, 1, CORRECT, instructor)
    db.flush()

    assert (nobody_finished, sat, fresh) == ([], [edition_id], [])
    assert stale_editions(clock.now()) == [edition_id]


def test_a_result_that_is_kept_back_has_no_place_yet(db: Session, edition: PaperEdition) -> None:
    person = member()
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() + timedelta(hours=1)
    for someone in (person, *(member() for _ in range(20))):
        closed_attempt(edition, person=someone, answers={1: (1, 3)})
    db.commit()
    refresh()

    assert own_places(person, clock.now()) == []


def test_a_paper_without_a_report_is_found_all_the_same(db: Session, edition: PaperEdition, instructor: Person) -> None:
    found = reported("mock-x", instructor, number=None, basis=Basis.FIRST)

    assert (found.edition, found.report) == (edition, None)
    with pytest.raises(NotFound):
        reported("mock-x", member(), number=None, basis=Basis.FIRST)
