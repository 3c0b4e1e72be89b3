"""Lists of learners that were sent in and read, or taken."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.training import tasks as work
from app.training.actions import imports as actions
from app.training.models.imports import RosterImport
from app.training.models.running import Cohort
from tests.training.sheets import workbook

assert work.AT_A_TIME  # the worker knows what it may be asked for


def sent(db: Session, cohort: Cohort, by: Person, data: bytes, **said: Any) -> RosterImport:
    """A list that the worker has read."""
    said = {"adds_offices": False} | said
    made = actions.send_in(cohort, data, "名簿.xlsx", **said, by=by, now=clock.now())
    db.commit()
    tasks.run_due()
    db.refresh(made)
    return made


def taken(db: Session, cohort: Cohort, by: Person, *rows: Any) -> RosterImport:
    """A list of these rows that was taken, with offices that nobody knows yet."""
    made = sent(db, cohort, by, workbook(*rows), adds_offices=True)
    actions.apply(made, cohort, by=by, now=clock.now())
    db.commit()
    return made
