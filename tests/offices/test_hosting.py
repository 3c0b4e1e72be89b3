from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.errors import Conflict, NotFound
from app.training.actions import practicum
from app.training.models.minutes import MinuteEntry
from app.training.models.running import Enrolment, Practicum
from tests.client import StrictClient
from tests.factories import AccountFactory, MembershipFactory, member
from tests.training.factories import CohortFactory, CourseRunFactory, EnrolmentFactory, ModuleFactory


@pytest.fixture
def enrolment(centre: Organisation, learner: Person) -> Enrolment:
    made: Enrolment = EnrolmentFactory(cohort=CohortFactory(run=CourseRunFactory(organisation=centre)), person=learner)
    return made


def hosted(enrolment: Enrolment, office: Office | None, *, days: int = 1, written: int = 1) -> Practicum:
    module = ModuleFactory(curriculum=enrolment.cohort.run.curriculum)
    by, now = member(Role.ORGANISER), clock.now()
    about = {"host": "よその事業所", "supervisor": "山田", "days": days, "office": office}
    made = practicum.begin(enrolment, module, **about, by=by, now=now)
    for ago in range(written):
        on = clock.today() - timedelta(days=ago)
        practicum.write_day(made, on=on, minutes=480, text="同行した。", now=now, today=clock.today())
    return made


def test_the_host_s_manager_finds_what_waits_and_signs_it(
    client: StrictClient, enrolment: Enrolment, office: Office, manager: Person, db: Session
) -> None:
    own = hosted(enrolment, office)
    token = practicum.issue_link(own, by=manager, now=clock.now())
    client.sign_in(manager)
    waiting, page = client.get("/office").text, client.get(f"/office/practica/{own.id}").text

    signed = client.post(f"/office/practica/{own.id}")
    twice = client.post(f"/office/practica/{own.id}")

    assert (signed.status_code, twice.status_code) == (303, 409)
    assert f"/office/practica/{own.id}" in waiting
    assert "8時間" in page
    assert "同行した。" not in page
    db.refresh(own)
    assert (own.signed_name, own.host, own.token_hash) == (manager.name, "ひまわり居宅", None)
    assert db.scalars(select(MinuteEntry.minutes)).all() == [480]
    [entry] = db.scalars(select(AuditEntry).where(AuditEntry.action == "practicum.sign"))
    assert entry.person_id == manager.id
    assert "確かめる実習" not in client.get("/office").text
    with pytest.raises(NotFound):
        practicum.sign(token, name="二度目", now=clock.now())


def test_what_the_link_has_signed_the_manager_does_not_sign_again(
    enrolment: Enrolment, office: Office, manager: Person
) -> None:
    own = hosted(enrolment, office)
    practicum.sign(practicum.issue_link(own, by=manager, now=clock.now()), name="指導者", now=clock.now())

    with pytest.raises(Conflict):
        practicum.sign_as_manager(own, by=manager, now=clock.now())


def test_a_journal_with_days_to_come_and_one_s_own_are_not_signed(
    client: StrictClient, enrolment: Enrolment, office: Office, manager: Person, db: Session
) -> None:
    unfinished = hosted(enrolment, office, days=2)
    mine = hosted(EnrolmentFactory(cohort=enrolment.cohort, person=manager), office)
    client.sign_in(manager)
    shown = client.get("/office").text

    answers = [client.post(f"/office/practica/{one.id}") for one in (unfinished, mine)]

    assert [each.status_code for each in answers] == [422, 422]
    assert "まだそろっていません" in answers[0].text
    assert "自分の実習は" in answers[1].text
    assert [said in shown for said in ("日誌がそろうのを待っています", "自分の実習です")] == [True, True]
    assert db.scalars(select(MinuteEntry)).all() == []


def test_another_office_s_manager_and_one_without_an_office_find_nothing(
    client: StrictClient, enrolment: Enrolment, office: Office, centre: Organisation, db: Session
) -> None:
    ours, nobody_s = hosted(enrolment, office), hosted(enrolment, None)
    other = Office(organisation_id=centre.id, name="つばき居宅", code="WXYZ2345")
    db.add(other)
    db.flush()
    stranger = AccountFactory().person
    MembershipFactory(person=stranger, role=Role.MANAGER, organisation=centre, office_id=other.id)

    for who in (stranger, AccountFactory(person=member(Role.MANAGER)).person):
        client.sign_in(who)
        for one in (ours, nobody_s):
            assert client.get(f"/office/practica/{one.id}").status_code == 404
            assert client.post(f"/office/practica/{one.id}").status_code == 404
    assert ours.host == "ひまわり居宅"
    assert nobody_s.host == "よその事業所"


def test_the_organiser_chooses_an_office_or_names_another(
    client: StrictClient, enrolment: Enrolment, office: Office, centre: Organisation, db: Session
) -> None:
    client.sign_in(AccountFactory(person=member(Role.ORGANISER, centre)).person)
    cohort = enrolment.cohort
    module = ModuleFactory(curriculum=cohort.run.curriculum)
    db.commit()
    page = f"/cohorts/{cohort.id}/people/{enrolment.id}/practica"
    sent = {"module": module.id, "supervisor": "山田", "days": "3"}

    nameless = client.post(page, data={**sent, "office": "0", "host": ""})
    unknown = client.post(page, data={**sent, "office": "999", "host": ""})
    chosen = client.post(page, data={**sent, "office": office.id, "host": ""})

    assert [each.status_code for each in (nameless, unknown, chosen)] == [422, 422, 303]
    assert "ほかの事業所の名前を入力してください" in nameless.text
    own = db.scalars(select(Practicum)).one()
    assert (own.office_id, own.host) == (office.id, "ひまわり居宅")


def test_the_manager_s_page_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, enrolment: Enrolment, office: Office, manager: Person, queries: list[str]
) -> None:
    client.sign_in(manager)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            hosted(EnrolmentFactory(cohort=enrolment.cohort), office)
        client.get("/office")
        queries.clear()
        client.get("/office")
        counts.append(len(queries))

    assert counts[0] == counts[1]
