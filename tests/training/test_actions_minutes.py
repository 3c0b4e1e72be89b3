from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.errors import Conflict, NotFound, Refusal
from app.training.actions import attendance, practicum
from app.training.actions import minutes as actions
from app.training.actions.attendance import Mark
from app.training.actions.reading import beat
from app.training.models.lessons import LessonVersion
from app.training.models.minutes import MinuteEntry
from app.training.models.running import CohortSession, Enrolment, PracticumDay
from app.training.queries import minutes as find
from app.training.queries import running
from app.training.rules.attendance import AttendanceState
from app.training.rules.ledger import MinuteSource
from app.training.rules.words import Form
from tests.factories import PersonFactory
from tests.training.factories import (
    CohortSessionFactory,
    EnrolmentFactory,
    ModuleFactory,
)

Freeze = Callable[[datetime], None]


@pytest.fixture
def dated(db: Session) -> CohortSession:
    made: CohortSession = CohortSessionFactory()
    return made


@pytest.fixture
def enrolment(dated: CohortSession) -> Enrolment:
    made: Enrolment = EnrolmentFactory(cohort=dated.cohort)
    return made


def entry(enrolment: Enrolment, dated: CohortSession, minutes: int = 60, reference: str = "x") -> MinuteEntry:
    return actions.add(
        enrolment.id,
        dated.module_id,
        form=Form.LECTURE,
        source=MinuteSource.HAND,
        reference=reference,
        minutes=minutes,
        by=None,
        now=clock.now(),
    )


def stand(enrolment: Enrolment, dated: CohortSession) -> int:
    return find.sums([enrolment.id]).of(enrolment.id, dated.module_id)


def test_a_correction_counts_in_the_place_of_the_old_row_which_stays(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    by = PersonFactory()
    old = entry(enrolment, dated)
    db.flush()

    first = actions.correct(old, minutes=45, reason="聞き違い", by=by, now=clock.now())
    db.flush()
    actions.correct(first, minutes=50, reason="時計の違い", by=by, now=clock.now())
    db.flush()

    assert stand(enrolment, dated) == 50
    assert [(row.minutes, standing) for row, standing in find.history(enrolment.id)] == [
        (50, True),
        (45, False),
        (60, False),
    ]


def test_of_two_who_correct_the_same_row_only_one_does(db: Session, enrolment: Enrolment, dated: CohortSession) -> None:
    old = entry(enrolment, dated)
    db.flush()
    actions.correct(old, minutes=45, reason="聞き違い", by=PersonFactory(), now=clock.now())
    db.flush()

    with pytest.raises(Conflict, match="すでに訂正しています"):
        actions.correct(old, minutes=50, reason="時計の違い", by=PersonFactory(), now=clock.now())


@pytest.mark.parametrize(("minutes", "reason"), [(45, "  "), (-1, "理由"), (6_001, "理由")])
def test_a_correction_needs_a_reason_and_sensible_minutes(
    db: Session, enrolment: Enrolment, dated: CohortSession, minutes: int, reason: str
) -> None:
    old = entry(enrolment, dated)
    db.flush()

    with pytest.raises(Refusal):
        actions.correct(old, minutes=minutes, reason=reason, by=PersonFactory(), now=clock.now())


def test_the_same_reference_does_not_count_twice(db: Session, enrolment: Enrolment, dated: CohortSession) -> None:
    entry(enrolment, dated)
    entry(enrolment, dated)

    with pytest.raises(IntegrityError):
        db.flush()
    db.rollback()


@pytest.mark.parametrize("statement", [update(MinuteEntry).values(minutes=1), delete(MinuteEntry)])
def test_the_database_itself_refuses_to_change_a_row(
    db: Session, enrolment: Enrolment, dated: CohortSession, statement: object
) -> None:
    entry(enrolment, dated)
    db.commit()

    with pytest.raises(DBAPIError, match="append-only"):
        db.execute(statement)  # type: ignore[call-overload]
    db.rollback()


def test_a_list_is_marked_and_a_change_of_it_is_a_correction(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    by, people = PersonFactory(), [enrolment]
    there = Mark(dated.starts_at, None, seen=0)
    attendance.mark_list(dated, {enrolment.id: there}, people, reason="", by=by, now=clock.now())
    db.flush()
    late = Mark(dated.starts_at + timedelta(minutes=20), None, seen=1)

    with pytest.raises(Refusal, match="理由"):
        attendance.mark_list(dated, {enrolment.id: late}, people, reason="", by=by, now=clock.now())
    db.rollback()


def test_two_who_mark_the_same_list_are_told_by_name(db: Session, enrolment: Enrolment, dated: CohortSession) -> None:
    by, people = PersonFactory(), [enrolment]
    attendance.mark_list(dated, {enrolment.id: Mark(None, None, 0)}, people, reason="", by=by, now=clock.now())
    db.flush()

    there = Mark(dated.starts_at, None, 0)

    with pytest.raises(Conflict, match=enrolment.person.name):
        attendance.mark_list(dated, {enrolment.id: there}, people, reason="", by=by, now=clock.now())


def test_a_late_mark_with_a_reason_keeps_the_old_value(db: Session, enrolment: Enrolment, dated: CohortSession) -> None:
    by, people = PersonFactory(), [enrolment]
    attendance.mark_list(
        dated, {enrolment.id: Mark(dated.starts_at, None, 0)}, people, reason="", by=by, now=clock.now()
    )
    db.flush()
    late = Mark(dated.starts_at + timedelta(minutes=20), None, 1)

    changed = attendance.mark_list(dated, {enrolment.id: late}, people, reason="電車の遅れ", by=by, now=clock.now())
    again = attendance.mark_list(
        dated, {enrolment.id: Mark(late.arrived_at, None, 2)}, people, reason="", by=by, now=clock.now()
    )

    assert (changed, again, stand(enrolment, dated)) == (1, 0, 100)
    assert find.attendance_of(dated.id)[enrolment.id].state is AttendanceState.LATE


def test_arriving_twice_counts_once_and_strangers_and_the_wrong_time_are_refused(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    first = attendance.arrive(dated, arrived_at=dated.starts_at, by=enrolment.person, now=clock.now())
    db.flush()

    assert attendance.arrive(dated, arrived_at=dated.ends_at, by=enrolment.person, now=clock.now()) is first
    assert stand(enrolment, dated) == 120
    with pytest.raises(NotFound):
        attendance.arrive(dated, arrived_at=dated.starts_at, by=PersonFactory(), now=clock.now())
    for at in (dated.starts_at - timedelta(minutes=31), dated.ends_at + timedelta(seconds=1)):
        with pytest.raises(Refusal):
            attendance.arrive(dated, arrived_at=at, by=enrolment.person, now=clock.now())


def test_reading_counts_within_an_enrolment_alone_and_from_its_beginning(
    db: Session, stocked: Organisation, enrolment: Enrolment, dated: CohortSession
) -> None:
    version, reader = db.scalars(select(LessonVersion)).one(), enrolment.person
    freely: Person = PersonFactory()
    began = clock.now()
    for step in range(12):
        now = began + timedelta(seconds=30 * step)
        beat(version, version_id=version.id, section=2, paragraph=4, by=freely, now=now)
        beat(version, version_id=version.id, section=2, paragraph=4, by=reader, now=now)
    own = ModuleFactory(curriculum=dated.cohort.run.curriculum, lessons=["nanbyo/01-seido.md"])
    db.flush()
    before = find.sums([enrolment.id]).rows
    for step in range(12):
        now = began + timedelta(hours=1, seconds=30 * step)
        beat(version, version_id=version.id, section=2, paragraph=4, by=reader, now=now)

    assert before == {}
    assert find.sums([enrolment.id]).of(enrolment.id, own.id) == 5


def practicum_with(enrolment: Enrolment, dated: CohortSession, days: int) -> int:
    made = practicum.begin(
        enrolment, dated.module, host="事業所", supervisor="指導者", days=2, by=PersonFactory(), now=clock.now()
    )
    for back in range(days):
        on = clock.today() - timedelta(days=back)
        practicum.write_day(made, on=on, minutes=480, text="見学した。", now=clock.now(), today=clock.today())
    return made.id


def test_a_host_signs_once_and_the_minutes_come_into_the_ledger(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    own = running.own_practicum(practicum_with(enrolment, dated, days=2), enrolment.person_id)
    token = practicum.issue_link(own, by=PersonFactory(), now=clock.now())
    db.flush()

    practicum.sign(token, name="実習 指導", now=clock.now())
    db.flush()

    assert stand(enrolment, dated) == 960
    for use in (
        lambda: practicum.sign(token, name="二度目", now=clock.now()),
        lambda: practicum.of_link("x", now=clock.now()),
    ):
        with pytest.raises(NotFound):
            use()
    with pytest.raises(Conflict):
        practicum.write_day(own, on=clock.today(), minutes=1, text="x", now=clock.now(), today=clock.today())
    with pytest.raises(Conflict):
        practicum.issue_link(own, by=PersonFactory(), now=clock.now())


def test_a_link_waits_for_the_whole_journal_and_expires(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    own = running.own_practicum(practicum_with(enrolment, dated, days=1), enrolment.person_id)
    with pytest.raises(Refusal, match="1日 / 2日"):
        practicum.issue_link(own, by=PersonFactory(), now=clock.now())
    tomorrow = clock.today() + timedelta(days=1)
    with pytest.raises(Refusal, match="まだ来ていない日"):
        practicum.write_day(own, on=tomorrow, minutes=1, text="x", now=clock.now(), today=clock.today())
    own.days_wanted = 1
    token = practicum.issue_link(own, by=PersonFactory(), now=clock.now())
    db.flush()

    with pytest.raises(NotFound):
        practicum.of_link(token, now=clock.now() + timedelta(days=31))


def test_the_text_of_a_journal_goes_on_its_day_and_its_minutes_stay(
    db: Session, enrolment: Enrolment, dated: CohortSession
) -> None:
    practicum_with(enrolment, dated, days=1)
    db.flush()

    practicum.wipe_journals(today=clock.today() + timedelta(days=364))
    kept = db.scalars(select(PracticumDay)).one().text
    practicum.wipe_journals(today=clock.today() + timedelta(days=365))
    db.expire_all()

    assert kept == "見学した。"
    assert (db.scalars(select(PracticumDay)).one().text, db.scalars(select(PracticumDay)).one().minutes) == (
        practicum.WIPED,
        480,
    )
