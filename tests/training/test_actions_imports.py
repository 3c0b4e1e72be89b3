from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Membership, Office, Organisation, Person
from app.accounts.rules.offices import CODE
from app.errors import Conflict, NotFound, Refusal
from app.mail import Mail
from app.notices.models import Notice
from app.training import tasks as work
from app.training.actions import imports as actions
from app.training.actions import joining, running, undoing
from app.training.actions import minutes as ledger
from app.training.models.running import Cohort, CohortGroup, Enrolment
from app.training.queries import groups, minutes
from app.training.queries import imports as find
from app.training.rules import uploads
from app.training.rules.imports import ImportState
from app.training.rules.running import EnrolmentState
from tests.factories import AccountFactory, OrganisationFactory
from tests.training.factories import EnrolmentFactory, ModuleFactory
from tests.training.listed import sent, taken
from tests.training.sheets import person, workbook


def enrolments(db: Session, cohort: Cohort) -> list[Enrolment]:
    return list(db.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id).order_by(Enrolment.id)))


def count(db: Session, table: Any) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0


def test_a_list_is_read_first_and_taken_whole(db: Session, cohort: Cohort, organiser: Person) -> None:
    known = AccountFactory(email="learner2@example.jp", person__name="受講 花子2").person
    made = sent(db, cohort, organiser, workbook(person(1), person(2), person(7, email=None)))
    before = enrolments(db, cohort)

    seats = actions.apply(made, cohort, by=organiser, now=clock.now())

    db.flush()
    found = enrolments(db, cohort)
    assert (before, seats, made.state, made.upload) == ([], (3, 0), ImportState.APPLIED, None)
    assert [(each.number, each.person.name, each.invited_email) for each in found] == [
        (1, "受講 花子1", "learner1@example.jp"),
        (2, "受講 花子2", None),
        (7, "受講 花子7", None),
    ]
    assert found[1].person is known
    assert {each.group.title for each in found if each.group} == {"1班"}
    assert made.found["lines"] == []
    assert [note.person_id for note in db.scalars(select(Notice))] == [known.id]


def test_a_list_with_a_fault_is_not_taken_at_all(db: Session, cohort: Cohort, organiser: Person) -> None:
    made = sent(db, cohort, organiser, workbook(person(1), person(2, kana="漢字")))

    assert (made.state, made.found["problems"][0][0]) == (ImportState.WRONG, "C3")
    with pytest.raises(Conflict):
        actions.apply(made, cohort, by=organiser, now=clock.now())


def test_a_file_that_must_not_be_opened_is_refused_and_one_that_cannot_is_told(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    with pytest.raises(Refusal, match="ファイルを選んで"):
        actions.send_in(cohort, b"", "", adds_offices=False, by=organiser, now=clock.now())
    made = sent(db, cohort, organiser, b'a,"b\r\n')

    assert (made.state, made.found["problems"]) == (ImportState.WRONG, [["", uploads.NOT_TEXT, ""]])


def test_the_same_list_again_changes_nothing(db: Session, cohort: Cohort, organiser: Person) -> None:
    data = workbook(person(1), person(2, email=None))
    first = sent(db, cohort, organiser, data)
    actions.apply(first, cohort, by=organiser, now=clock.now())
    db.commit()
    again = sent(db, cohort, organiser, data)

    seats = actions.apply(again, cohort, by=organiser, now=clock.now())

    assert (seats, len(enrolments(db, cohort))) == ((0, 0), 2)


def test_who_has_no_seat_waits_in_the_order_of_the_list(db: Session, cohort: Cohort, organiser: Person) -> None:
    cohort.capacity = 2
    EnrolmentFactory(cohort=cohort, number=9)
    made = sent(db, cohort, organiser, workbook(person(1, number=None), person(2, number=None)))

    seats = actions.apply(made, cohort, by=organiser, now=clock.now())

    db.flush()
    found = enrolments(db, cohort)[1:]
    assert (seats, made.found["notices"]) == ((1, 1), ["定員を1人超えます。番号の順に、超えた人は空き待ちになります"])
    assert [(each.state, each.number) for each in found] == [
        (EnrolmentState.ENROLLED, 10),
        (EnrolmentState.WAITING, None),
    ]


def test_a_class_that_changed_meanwhile_is_not_filled_by_an_old_list(
    db: Session, cohort: Cohort, organiser: Person
) -> None:
    made = sent(db, cohort, organiser, workbook(person(1)))
    EnrolmentFactory(cohort=cohort, number=1)

    with pytest.raises(Conflict, match="内容が変わりました"):
        actions.apply(made, cohort, by=organiser, now=clock.now())


def test_undoing_leaves_what_was_there_before(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    AccountFactory(email="learner2@example.jp", person__name="受講 花子2")
    EnrolmentFactory(cohort=cohort, number=50)
    tables = (Enrolment, Person, Office, CohortGroup)
    db.flush()
    before = [count(db, table) for table in tables]
    rows = [person(1, office="99", office_name="あおぞら"), person(2)]
    made = sent(db, cohort, organiser, workbook(*rows), adds_offices=True)
    actions.apply(made, cohort, by=organiser, now=clock.now())
    db.commit()
    between = [count(db, table) for table in tables]

    undone = undoing.undo(made, cohort, by=organiser, now=clock.now())

    db.commit()
    assert (undone, made.state) == (2, ImportState.UNDONE)
    assert [after - now for after, now in zip(between, before, strict=True)] == [2, 1, 1, 1]
    assert [count(db, table) for table in tables] == before
    with pytest.raises(Conflict):
        undoing.undo(made, cohort, by=organiser, now=clock.now())


def test_what_was_recorded_since_is_not_undone(db: Session, cohort: Cohort, organiser: Person) -> None:
    made = sent(db, cohort, organiser, workbook(person(1), person(2)))
    actions.apply(made, cohort, by=organiser, now=clock.now())
    db.flush()
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    ledger.add_by_hand(enrolments(db, cohort)[1], module, minutes=1, reason="引継ぎ", by=organiser, now=clock.now())

    with pytest.raises(Conflict, match="受講 花子2"):
        undoing.undo(made, cohort, by=organiser, now=clock.now())


def test_whoever_proves_the_address_takes_the_place_over_with_all_that_hangs_on_it(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    made = sent(db, cohort, organiser, workbook(person(1)))
    actions.apply(made, cohort, by=organiser, now=clock.now())
    db.flush()
    enrolment = enrolments(db, cohort)[0]
    stand_in = enrolment.person
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    ledger.add_by_hand(enrolment, module, minutes=30, reason="引継ぎ", by=organiser, now=clock.now())
    running.remind(cohort, [stand_in.id], by=organiser, now=clock.now())
    me = AccountFactory(email="learner1@example.jp", person__name="受講 花子").person
    stranger = AccountFactory().person
    unproven = AccountFactory(email="learner9@example.jp", email_confirmed_at=None).person
    db.flush()

    for other in (stranger, unproven):
        with pytest.raises(NotFound):
            joining.take_over(other, now=clock.now())
    taken = joining.take_over(me, now=clock.now())

    db.flush()
    assert (taken, enrolment.person, enrolment.invited_email) == (1, me, None)
    assert minutes.sums([enrolment.id]).of(enrolment.id, module.id) == 30
    assert me.born_on is not None
    assert (stand_in.name, stand_in.merged_into_id) == (joining.TAKEN_OVER, me.id), "nobody has left"
    assert db.scalar(select(Notice.person_id).where(Notice.title.contains(cohort.title))) == me.id
    assert db.scalars(select(Membership.organisation_id).where(Membership.person_id == me.id)).all() == [centre.id]


def test_nobody_learns_twice_in_a_class(db: Session, cohort: Cohort, organiser: Person) -> None:
    made = sent(db, cohort, organiser, workbook(person(1)))
    actions.apply(made, cohort, by=organiser, now=clock.now())
    me = AccountFactory(email="learner1@example.jp").person
    EnrolmentFactory(cohort=cohort, person=me, number=5)
    db.flush()

    with pytest.raises(Conflict, match="すでにあなたの受講"):
        joining.take_over(me, now=clock.now())


def test_invitations_go_to_those_without_an_account(db: Session, cohort: Cohort, organiser: Person) -> None:
    made = sent(db, cohort, organiser, workbook(person(1), person(2, email=None)))
    actions.apply(made, cohort, by=organiser, now=clock.now())
    db.flush()

    sent_to = joining.invite(cohort, by=organiser, now=clock.now())

    letter = db.scalars(select(Mail)).one()
    assert (sent_to, letter.recipient, "/signup" in letter.body) == (1, "learner1@example.jp", True)


def test_lists_that_were_never_taken_go(db: Session, cohort: Cohort, organiser: Person) -> None:
    made = sent(db, cohort, organiser, workbook(person(1)))
    made.asked_at = clock.now() - actions.KEPT
    db.commit()

    work.forget_old_lists()

    db.commit()
    db.refresh(made)
    assert (made.state, made.found) == (ImportState.EXPIRED, {})


def test_a_thousand_are_asked_for_as_rarely_as_ten(
    db: Session, cohort: Cohort, organiser: Person, queries: list[str]
) -> None:
    cohort.capacity = 2_000
    counts = []
    for some in (range(1, 4), range(11, 41)):
        made = sent(db, cohort, organiser, workbook(*(person(n) for n in some)))
        queries.clear()
        find.known_in(cohort, [f"learner{n}@example.jp" for n in some], adds_offices=False)
        counts.append(len(queries))
        actions.apply(made, cohort, by=organiser, now=clock.now())
        db.commit()

    assert counts[0] == counts[1]


def test_two_organisations_list_people_of_the_same_office(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    db.add(Office(organisation_id=OrganisationFactory().id, code="WXYZ2345", number="1370000001", name="あおぞら"))
    db.flush()

    taken(db, cohort, organiser, person(1, office="1370000001", office_name="あおぞら"))

    made = db.scalars(select(Office).where(Office.organisation_id == centre.id)).one()
    assert (made.number, bool(CODE.fullmatch(made.code))) == ("1370000001", True)


def test_a_list_may_name_an_office_by_its_number_or_its_code(
    db: Session, centre: Organisation, cohort: Cohort, organiser: Person
) -> None:
    office = Office(organisation_id=centre.id, code="WXYZ2345", number="1370000001", name="あおぞら")
    db.add(office)
    db.flush()

    taken(db, cohort, organiser, person(1, office="1370000001"), person(2, office="WXYZ2345"))

    assert [each.office for each in groups.placed(cohort)] == ["あおぞら"] * 2
    assert count(db, Office) == 1
