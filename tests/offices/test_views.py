from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.notices.models import Notice
from app.offices import rules
from app.offices.models import OfficeMember, OfficeShare
from app.training.models.records import RecordSheet
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory, member
from tests.training.factories import EnrolmentFactory
from tests.training.recorded import opened, sent


def _join(client: StrictClient, person: Person, *shares: str, code: str = "abcd-2345") -> Any:
    client.sign_in(person)
    return client.post("/account/offices", data={"code": code, "shares": list(shares)})


def _audit(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_an_office_is_joined_by_its_code_and_sees_what_was_chosen(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    EnrolmentFactory(person=learner)
    closed_attempt(exam({"care-support": [(1, 3)]}, title="模擬試験 第9回"), person=learner, answers={1: [1, 3]})
    joined = _join(client, learner, "training")
    row = db.scalars(select(OfficeMember)).one()
    client.sign_in(manager)
    page = f"/office/people/{row.id}"

    answers = [client.get(path).status_code for path in ("/office", page, f"{page}/training", f"{page}/exams")]

    assert joined.status_code == 303
    assert answers == [200, 200, 200, 404]
    assert "岡本 幸恵" in client.get("/office").text
    assert _audit(db) == ["office.join", "office.share", "office.refused"]


def test_what_is_taken_back_is_gone_at_once_and_the_asking_is_recorded(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    _join(client, learner, "training", "exams")
    row = db.scalars(select(OfficeMember)).one()
    client.post(f"/account/offices/{row.id}", data={f"m{row.id}-shares": ["training"]})
    client.sign_in(manager)

    refused = client.get(f"/office/people/{row.id}/exams")

    assert refused.status_code == 404
    assert "見せていません" in refused.text
    assert client.get(f"/office/people/{row.id}/training").status_code == 200
    [entry] = db.scalars(select(AuditEntry).where(AuditEntry.action == "office.refused"))
    assert (entry.person_id, entry.after) == (manager.id, {"subject": "exams", "withdrawn": True})
    kept = db.scalars(select(OfficeShare).where(OfficeShare.subject == rules.Subject.EXAMS)).one()
    assert kept.withdrawn_at is not None


def test_whoever_leaves_is_seen_no_more(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    _join(client, learner, "training")
    row = db.scalars(select(OfficeMember)).one()
    client.post(f"/account/offices/{row.id}/leaving")
    client.sign_in(manager)

    assert client.get(f"/office/people/{row.id}").status_code == 404
    assert client.get(f"/office/people/{row.id}/training").status_code == 404
    assert "岡本 幸恵" not in client.get("/office").text
    assert _join(client, learner).status_code == 303


@pytest.mark.parametrize("code", ["", "ZZZZ-ZZZZ", "%", "' OR 1=1"])
def test_a_guessed_code_lets_nobody_in(
    client: StrictClient, office: Office, learner: Person, db: Session, code: str
) -> None:
    answer = _join(client, learner, "training", code=code)

    assert answer.status_code == 422
    assert db.scalars(select(OfficeMember)).all() == []


def test_nobody_joins_twice_and_nobody_touches_another_s_choice(
    client: StrictClient, office: Office, learner: Person, db: Session
) -> None:
    _join(client, learner)
    twice = _join(client, learner)
    row = db.scalars(select(OfficeMember)).one()
    client.sign_in(AccountFactory(person=member(Role.LEARNER)).person)

    assert twice.status_code == 422
    assert "もう加わっています" in twice.text
    assert client.post(f"/account/offices/{row.id}", data={}).status_code == 404
    assert client.post(f"/account/offices/{row.id}/leaving").status_code == 404


def test_a_manager_sees_their_own_office_alone(
    client: StrictClient, office: Office, centre: Organisation, learner: Person, db: Session
) -> None:
    _join(client, learner, "training")
    row = db.scalars(select(OfficeMember)).one()
    other = Office(organisation_id=centre.id, name="つばき居宅", code="WXYZ2345")
    db.add(other)
    db.flush()
    stranger = AccountFactory().person
    MembershipFactory(person=stranger, role=Role.MANAGER, organisation=centre, office_id=other.id)
    client.sign_in(stranger)

    assert "岡本 幸恵" not in client.get("/office").text
    assert client.get(f"/office/people/{row.id}").status_code == 404
    client.sign_in(AccountFactory(person=member(Role.MANAGER)).person)
    assert "受け持つ事業所がありません" in client.get("/office").text


def test_an_organiser_opens_an_office_and_names_its_manager(
    client: StrictClient, centre: Organisation, learner: Person, db: Session
) -> None:
    organiser = AccountFactory(person=member(Role.ORGANISER, centre)).person
    client.sign_in(organiser)
    made = client.post("/offices/new", data={"organisation": centre.id, "name": "ひまわり居宅"})
    elsewhere = client.post("/offices/new", data={"organisation": OrganisationFactory().id, "name": "よそ"})
    office = db.scalars(select(Office)).one()
    page = client.get(f"/offices/{office.id}").text
    found = re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", page)
    assert found is not None
    _join(client, learner, code=found[0])
    row = db.scalars(select(OfficeMember)).one()
    client.sign_in(organiser)
    named = client.post(f"/offices/{office.id}/managers/{row.id}")
    before = office.code
    client.post(f"/offices/{office.id}/code")
    client.post(f"/offices/{office.id}", data={"name": "ひまわり居宅介護支援"})

    assert (made.status_code, elsewhere.status_code, named.status_code) == (303, 422, 303)
    assert (office.code != before, office.name) == (True, "ひまわり居宅介護支援")
    client.sign_in(learner)
    assert client.get("/office").status_code == 200
    client.sign_in(AccountFactory(person=member(Role.ORGANISER)).person)
    assert client.get(f"/offices/{office.id}").status_code == 404
    assert client.post(f"/offices/{office.id}/code").status_code == 404
    assert client.post(f"/offices/{office.id}/managers/{row.id}").status_code == 404


def test_a_manager_fills_in_the_sheet_of_who_shows_it_to_the_office(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    enrolment = EnrolmentFactory(person=learner)
    goals = opened(enrolment.cohort, member(Role.ORGANISER, enrolment.cohort.run.organisation))
    _join(client, learner, "training")
    row = db.scalars(select(OfficeMember)).one()
    sheet = f"/office/records/{enrolment.id}/before"
    client.sign_in(manager)
    hidden = [client.get(path).status_code for path in (f"/office/people/{row.id}/records", sheet)]
    client.sign_in(learner)
    client.post(f"/account/offices/{row.id}", data={f"m{row.id}-shares": ["records"]})
    client.sign_in(manager)

    page = client.get(f"/office/people/{row.id}/records").text
    taken = client.post(sheet, data=sent(goals, 2, 3, name="菅原 理"))
    again = client.post(sheet, data=sent(goals, 2, 3, name="菅原 理"))
    client.sign_in(member(Role.MANAGER))

    assert (hidden, sheet in page) == ([404, 404], True)
    assert (taken.status_code, again.status_code, client.get(sheet).status_code) == (303, 409, 404)
    assert _audit(db).count("office.refused") == 2


def test_the_public_number_is_shown_and_found_but_lets_nobody_in(
    client: StrictClient, centre: Organisation, office: Office, learner: Person, db: Session
) -> None:
    office.number = "1370000001"
    db.commit()
    client.sign_in(AccountFactory(person=member(Role.ORGANISER, centre)).person)
    pages = [client.get(f"/offices/{office.id}").text, client.get("/offices?q=137000").text]

    refused = _join(client, learner, code="1370000001")

    assert ["1370000001" in page for page in pages] == [True, True]
    assert (refused.status_code, db.scalars(select(OfficeMember)).all()) == (422, [])


def test_a_manager_does_not_fill_in_the_manager_s_sheet_about_themselves(
    client: StrictClient, office: Office, manager: Person, db: Session
) -> None:
    enrolment = EnrolmentFactory(person=manager)
    goals = opened(enrolment.cohort, member(Role.ORGANISER, enrolment.cohort.run.organisation))
    _join(client, manager, "records")
    row = db.scalars(select(OfficeMember)).one()
    sheet = f"/office/records/{enrolment.id}/before"

    page = client.get(f"/office/people/{row.id}/records").text
    refused = client.get(sheet), client.post(sheet, data=sent(goals, 4, 4, name=manager.name))

    assert [each.status_code for each in refused] == [422, 422]
    assert all("ほかの管理者か法人の責任者に" in each.text for each in refused)
    assert (sheet in page, f"/training/records/{enrolment.id}" in page) == (False, True)
    assert db.scalars(select(RecordSheet)).all() == []


def test_a_manager_who_leaves_the_office_manages_it_no_longer(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    _join(client, learner, "training")
    _join(client, manager)
    mine = db.scalars(select(OfficeMember).where(OfficeMember.person_id == manager.id)).one()
    told = client.get("/account/offices").text

    left = client.post(f"/account/offices/{mine.id}/leaving")

    assert (left.status_code, "抜けると、管理者ではなくなります" in told) == (303, True)
    assert client.get("/office").status_code == 403
    assert _audit(db)[-3:] == ["office.manager_end", "membership.take", "office.leave"]


def test_an_organiser_sees_who_manages_an_office_without_working_there_and_ends_it(
    client: StrictClient, office: Office, centre: Organisation, manager: Person, db: Session
) -> None:
    page = f"/offices/{office.id}"
    client.sign_in(AccountFactory(person=member(Role.ORGANISER)).person)
    foreign = client.post(f"{page}/managers/{manager.id}/end")
    client.sign_in(AccountFactory(person=member(Role.ORGANISER, centre)).person)
    before = client.get(page).text

    ended, twice = (client.post(f"{page}/managers/{manager.id}/end") for _ in range(2))
    after = client.get(page).text
    client.sign_in(manager)

    assert [each.status_code for each in (foreign, ended, twice, client.get("/office"))] == [404, 303, 404, 403]
    assert ("管理者から外す" in before, manager.name in before) == (True, True)
    assert ("管理者はまだいません" in after, "管理者から外す" in after) == (True, False)


def test_a_manager_of_one_office_is_not_made_that_of_another_without_a_word(
    client: StrictClient, office: Office, centre: Organisation, manager: Person, db: Session
) -> None:
    other = Office(organisation_id=centre.id, name="つばき居宅", code="WXYZ2345")
    db.add(other)
    _join(client, manager, code="WXYZ2345")
    row = db.scalars(select(OfficeMember)).one()
    client.sign_in(AccountFactory(person=member(Role.ORGANISER, centre)).person)
    page = f"/offices/{other.id}/managers/{row.id}"

    refused = client.post(page)
    kept = [one.office_id for one in manager.memberships]
    client.post(f"/offices/{office.id}/managers/{manager.id}/end")
    moved = client.post(page)

    assert (refused.status_code, moved.status_code, kept) == (409, 303, [office.id])
    assert ("先に「ひまわり居宅」の画面で" in refused.text, f'href="/offices/{office.id}"' in refused.text) == (
        True,
        True,
    )
    db.refresh(manager)
    assert [one.office_id for one in manager.memberships] == [other.id]


def test_when_the_manager_s_sheet_is_given_back_each_is_sent_to_where_they_can_do_something(
    client: StrictClient, office: Office, manager: Person, learner: Person, db: Session
) -> None:
    enrolment = EnrolmentFactory(person=learner)
    place = enrolment.cohort.run.organisation
    goals = opened(enrolment.cohort, member(Role.ORGANISER, place))
    _join(client, learner, "records")
    client.sign_in(manager)
    sheet = f"/office/records/{enrolment.id}/before"
    client.post(sheet, data=sent(goals, 2, 3, name="菅原 理"))
    db.execute(delete(Notice))
    client.sign_in(member(Role.ORGANISER, place))
    back = f"/cohorts/{enrolment.cohort_id}/records/people/{enrolment.id}/before/manager/return"

    given = client.post(back, data={"before-manager-reason": "別の人の記入でした"})

    told = {one.person_id: one for one in db.scalars(select(Notice))}
    assert (given.status_code, told.keys()) == (303, {learner.id, manager.id})
    assert told[manager.id].link == "/office"
    assert "「事業所の人」の画面で直して" in told[manager.id].body
    assert told[learner.id].link == f"/training/records/{enrolment.id}"
    assert "管理者に、もう一度記入をお願いしてください" in told[learner.id].body
    for person, page in ((learner, told[learner.id].link), (manager, sheet)):
        client.sign_in(person)
        assert client.get(page).status_code == 200
