"""Cohorts in the database: people who sit a paper, and the worker who comes round."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.exams.actions import scoring
from app.exams.models import PaperEdition
from app.statistics.tasks import refresh
from tests.exams.factories import closed_attempt
from tests.factories import member

ALL_RIGHT = {1: (1, 3), 2: (2, 4), 3: (1, 2, 3), 4: (4, 5)}
HALF = {1: (1, 3), 2: (1, 2)}


def worker(db: Session) -> None:
    """Scores what is closed, then reckons."""
    while ids := scoring.to_score():
        scoring.store_scores(ids)
    db.commit()
    refresh()
    db.expire_all()


def crowd(db: Session, edition: PaperEdition, people: int, organisation: Organisation) -> list[Person]:
    """So many people of the organisation sit the paper, every third all right; and the worker comes round."""
    found = [member(organisation=organisation, name=f"受験 太郎{turn}") for turn in range(people)]
    for turn, person in enumerate(found):
        begun = clock.now() - timedelta(days=20, minutes=turn)
        closed_attempt(edition, person=person, started_at=begun, answers=HALF if turn % 3 else ALL_RIGHT)
    worker(db)
    return found
