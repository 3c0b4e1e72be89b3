from __future__ import annotations

from datetime import datetime, time

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Membership, Office, Organisation, Person
from app.accounts.rules import Role
from app.errors import Conflict
from app.offices import actions as offices
from app.training.actions import record_reminders, records, undoing
from app.training.actions import reports as written
from app.training.actions.records import Filled
from app.training.actions.reports import Written
from app.training.models.records import RecordLink, RecordReminder
from app.training.models.running import Cohort, Enrolment
from app.training.queries import imports as find
from app.training.rules.imports import ImportState
from app.training.rules.records import Moment, Rater
from tests.factories import AccountFactory, MembershipFactory, member
from tests.training.factories import CohortFactory, EnrolmentFactory
from tests.training.listed import taken
from tests.training.recorded import opened
from tests.training.reported import asked_for
from tests.training.sheets import person


def listed(db: Session, cohort: Cohort) -> Enrolment:
    return db.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id)).one()


def places(db: Session, learner: Person) -> list[str | None]:
    """At which offices somebody learns."""
    held = select(Office.name).select_from(Membership).outerjoin(Office, Office.id == Membership.office_id)
    return list(db.scalars(held.where(Membership.person_id == learner.id)))


def test_reminders_and_links_that_nobody_used_go_with_the_list(db: Session, cohort: Cohort, organiser: Person) -> None:
    opened(cohort, organiser)
    made = taken(db, cohort, organiser, person(1))
    mine, today = listed(db, cohort), clock.today()
    asked = {"by": mine.person, "now": clock.now(), "today": today}
    records.ask_manager(mine, Moment.BEFORE, name="管理者", email="kanri@example.jp", **asked)
    db.commit()
    record_reminders.remind(today=today, now=datetime.combine(today, time(10), clock.JST))
    db.commit()
    tables = (RecordLink, RecordReminder)
    before = [db.scalar(select(func.count()).select_from(table)) for table in tables]

    undone = undoing.undo(made, cohort, by=organiser, now=clock.now())

    db.commit()
    assert 0 not in before
    assert [db.scalar(select(func.count()).select_from(table)) for table in tables] == [0, 0]
    assert (undone, made.state) == (1, ImportState.UNDONE)


def test_a_sheet_that_was_begun_is_a_record(db: Session, cohort: Cohort, organiser: Person) -> None:
    goals = opened(cohort, organiser)
    AccountFactory(email="learner1@example.jp", person__name="受講 花子1")
    made = taken(db, cohort, organiser, person(1))
    mine = listed(db, cohort)
    filled = Filled({goals[0].id: 2}, "")
    records.save(mine, Moment.BEFORE, Rater.SELF, filled, by=mine.person, now=clock.now(), today=clock.today())
    db.flush()

    with pytest.raises(Conflict, match="受講 花子1"):
        undoing.undo(made, cohort, by=organiser, now=clock.now())


def test_a_report_that_was_begun_is_a_record(db: Session, cohort: Cohort, organiser: Person) -> None:
    task = asked_for(cohort, organiser)
    AccountFactory(email="learner1@example.jp", person__name="受講 花子1")
    made = taken(db, cohort, organiser, person(1))
    written.save(task, listed(db, cohort), Written("下書き"), now=clock.now(), today=clock.today())
    db.flush()

    with pytest.raises(Conflict, match="受講 花子1"):
        undoing.undo(made, cohort, by=organiser, now=clock.now())


def test_an_office_that_somebody_has_joined_since_stays(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    rows = [person(n, office=f"137000000{n}", office_name=f"第{n}") for n in (1, 2)]
    made = taken(db, cohort, organiser, *rows)
    joined = find.offices(centre.id)["1370000001"]
    offices.join(joined.code, frozenset(), by=member(Role.LEARNER, centre), now=clock.now())
    db.flush()

    undoing.undo(made, cohort, by=organiser, now=clock.now())

    db.commit()
    assert db.scalars(select(Office.name)).all() == ["第1"]


def test_who_was_here_before_is_put_back(db: Session, centre: Organisation, cohort: Cohort, organiser: Person) -> None:
    own = Office(organisation_id=centre.id, code="WXYZ2345", name="つばき")
    db.add(own)
    db.flush()
    known = [AccountFactory(email=f"learner{n}@example.jp", person__name=f"受講 花子{n}").person for n in (1, 2, 3)]
    MembershipFactory(person=known[1], organisation=centre, role=Role.LEARNER, office_id=own.id)
    made = taken(db, cohort, organiser, *(person(n, office="1370000001", office_name="あおぞら") for n in (1, 2, 3)))
    EnrolmentFactory(cohort=CohortFactory(run=cohort.run, title="Bクラス"), person=known[2])
    between = [places(db, one) for one in known]

    undoing.undo(made, cohort, by=organiser, now=clock.now())

    db.commit()
    assert between == [["あおぞら"]] * 3
    assert [places(db, one) for one in known] == [[], ["つばき"], ["あおぞら"]]


def test_who_was_moved_again_since_stays_there(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    known = AccountFactory(email="learner1@example.jp", person__name="受講 花子1").person
    MembershipFactory(person=known, organisation=centre, role=Role.LEARNER)
    made = taken(db, cohort, organiser, person(1, office="1370000001", office_name="あおぞら"))
    taken(db, CohortFactory(run=cohort.run), organiser, person(1, office="1370000002", office_name="ひまわり"))

    undoing.undo(made, cohort, by=organiser, now=clock.now())

    db.commit()
    assert places(db, known) == ["ひまわり"]
