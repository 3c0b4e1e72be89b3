from __future__ import annotations

from collections.abc import Callable
from contextvars import Context
from datetime import timedelta
from functools import partial
from threading import Thread

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.db import db as database
from app.db import transaction
from app.errors import Refusal
from app.training.actions import attendance
from app.training.actions.attendance import Mark
from app.training.actions.reading import beat
from app.training.models.lessons import LessonVersion, SectionReading
from app.training.models.running import Cohort, CohortSession
from app.training.queries import minutes
from app.training.rules.attendance import AttendanceState
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import CohortSessionFactory, EnrolmentFactory, LessonFactory, LessonVersionFactory


def meanwhile(app: Flask, db: Session, act: Callable[[], object]) -> None:
    """Let somebody else act while the test has not yet committed: they have to wait for it."""

    def go() -> None:
        with app.app_context():
            act()

    other = Thread(target=lambda: Context().run(go))
    other.start()
    other.join(timeout=0.5)
    db.commit()
    other.join()
    db.expire_all()


def test_of_two_who_mark_somebody_at_the_same_moment_the_second_is_told(
    app: Flask, client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    dated: CohortSession = CohortSessionFactory(cohort=cohort, starts_at=clock.now().replace(second=0, microsecond=0))
    somebody = EnrolmentFactory(cohort=cohort)
    first = {somebody.id: Mark(dated.starts_at, None, 0)}
    attendance.mark_list(dated, first, [somebody], reason="", by=organiser, now=clock.now())
    db.commit()
    url, line = f"/cohorts/{cohort.id}/sessions/{dated.id}", {f"state-{somebody.id}": "absent"}
    answers: list[tuple[int, bool]] = []

    def absent() -> None:
        answer = client.post(url, data={**line, f"seen-{somebody.id}": "1", "reason": "いなかった"})
        answers.append((answer.status_code, somebody_name in answer.text))

    somebody_name = somebody.person.name
    late = {somebody.id: Mark(dated.starts_at + timedelta(minutes=20), None, 1)}
    attendance.mark_list(dated, late, [somebody], reason="遅れた", by=organiser, now=clock.now())
    db.flush()
    meanwhile(app, db, absent)

    known = minutes.attendance_of(dated.id)[somebody.id]
    assert answers == [(409, True)]
    assert (known.state, known.minutes, known.version) == (AttendanceState.LATE, 100, 2)


def test_of_two_dates_that_make_up_for_one_at_the_same_moment_one_counts(
    app: Flask, db: Session, centre: Organisation, cohort: Cohort
) -> None:
    dated = CohortSessionFactory(cohort=cohort, starts_at=clock.now() - timedelta(days=3))
    again = [CohortSessionFactory(cohort=cohort, module=dated.module, makes_up_id=dated.id) for _ in range(2)]
    dated.module.minutes = 240
    somebody = EnrolmentFactory(cohort=cohort)
    db.commit()
    other, person = again[1].id, somebody.person_id
    told: list[str] = []

    def arrive() -> None:
        try:
            with transaction():
                there, who = database.session.get_one(CohortSession, other), database.session.get_one(Person, person)
                attendance.arrive(there, arrived_at=there.starts_at, by=who, now=clock.now())
        except Refusal as refused:
            told.append(refused.message)

    attendance.arrive(again[0], arrived_at=again[0].starts_at, by=somebody.person, now=clock.now())
    db.flush()
    meanwhile(app, db, arrive)

    assert minutes.sums([somebody.id]).of(somebody.id, dated.module_id) == 120
    assert told == [attendance.NOTHING_OWED]


def test_two_lessons_on_two_devices_at_the_same_moment_count_once(
    app: Flask, db: Session, stocked: Organisation
) -> None:
    person, begun = member(Role.CANDIDATE), clock.now()
    one, two = (LessonVersionFactory(lesson=LessonFactory(organisation_id=stocked.id), minutes=10).id for _ in range(2))
    reader = person.id
    db.commit()

    def read(version_id: int, seconds: int) -> None:
        version, by = database.session.get_one(LessonVersion, version_id), database.session.get_one(Person, reader)
        now = begun + timedelta(seconds=seconds)
        beat(version, version_id=version_id, section=1, paragraph=1, by=by, now=now)

    def read_elsewhere(seconds: int) -> None:
        with transaction():
            read(two, seconds)

    read_elsewhere(0)
    for n in (1, 2, 3):
        read(one, 40 * n)
        db.flush()
        meanwhile(app, db, partial(read_elsewhere, 40 * n))

    assert db.scalar(select(func.sum(SectionReading.seconds))) == 120
