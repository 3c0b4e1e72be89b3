"""What the rooms below hear from trainings: the cohorts of whoever runs them, and who learns there."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.queries import groups
from app.training.models.running import Cohort
from app.training.rules.running import EnrolmentState
from tests.factories import member
from tests.training.factories import EnrolmentFactory


def test_a_paper_may_be_made_for_one_s_own_cohorts(db: Session, cohort: Cohort, organiser: Person) -> None:
    learner = member(Role.LEARNER)
    EnrolmentFactory(cohort=cohort, person=learner, state=EnrolmentState.ENROLLED)
    db.flush()

    (group,) = groups.groups(organiser)

    assert (group.key, group.people()) == (f"cohort-{cohort.id}", {learner.id})
    assert groups.groups(member(Role.ORGANISER)) == []


def test_nobody_has_seen_anything_yet(db: Session, organiser: Person) -> None:
    assert groups.seen_by({organiser.id}) == set()
