from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.clock import JST
from app.notices.models import Notice
from app.offices import actions
from app.offices.rules import Subject
from app.training.actions import record_reminders, records
from app.training.actions.records import Filled
from app.training.rules.records import Moment, Rater
from tests.factories import member
from tests.training.factories import CohortFactory, CourseRunFactory, EnrolmentFactory
from tests.training.recorded import opened


def at(hour: int, days: int = 0) -> dict[str, object]:
    on = clock.today() + timedelta(days=days)
    return {"today": on, "now": datetime(on.year, on.month, on.day, hour, tzinfo=JST)}


def test_a_manager_with_an_account_is_reminded_of_the_sheets_that_are_shown_until_they_are_handed_in(
    db: Session, centre: Organisation, office: Office, manager: Person, learner: Person
) -> None:
    organiser = member(Role.ORGANISER, centre)
    cohort = CohortFactory(run=CourseRunFactory(organisation=centre))
    goals = opened(cohort, organiser)
    shown = EnrolmentFactory(cohort=cohort, person=learner)
    hidden = EnrolmentFactory(cohort=cohort)
    for enrolment, subjects in ((shown, {Subject.RECORDS}), (hidden, {Subject.TRAINING})):
        actions.join(office.code, frozenset(subjects), by=enrolment.person, now=clock.now())
    db.flush()

    mine = select(Notice).where(Notice.person_id == manager.id).order_by(Notice.id)
    record_reminders.remind(**at(3))
    night = db.scalars(mine).all()
    record_reminders.remind(**at(10))
    record_reminders.remind(**at(11))
    day = db.scalars(mine).all()
    filled, now = Filled({goal.id: 2 for goal in goals}, ""), clock.now()
    about = {"name": manager.name, "by": manager, "now": now, "today": clock.today()}
    records.hand_in(shown, Moment.BEFORE, Rater.MANAGER, filled, **about)
    record_reminders.remind(**at(10, days=7))

    assert (len(night), len(day), len(db.scalars(mine).all())) == (0, 1, 1)
    assert "あなたの事業所の1人について" in day[0].body
    assert (day[0].link, learner.name in day[0].body) == ("/office", False)
