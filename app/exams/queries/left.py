"""The sittings of people who have left, once they have had their time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.accounts.models import Person
from app.exams.models import Attempt, Paper
from app.exams.rules import AttemptState
from app.questions.rules.words import PaperKind


def of_people_who_left(before: datetime) -> Sequence[ColumnElement[bool]]:
    """Closed sittings of those who left before then; the checks of a training's modules belong to its ledger."""
    left = select(Person.id).where(Person.pseudonymised_at <= before, Person.merged_into_id.is_(None))
    checks = select(Paper.id).where(Paper.kind == PaperKind.CHECK)
    return (
        Attempt.person_id.in_(left),
        Attempt.paper_id.not_in(checks),
        Attempt.state != AttemptState.OPEN,
    )
