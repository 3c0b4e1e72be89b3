from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.actions import take_role
from app.accounts.models import Account, Membership, Organisation, Person
from app.accounts.rules import Role
from app.admin import rules
from app.admin.models import Invitation
from app.audit import AuditEntry
from tests.client import StrictClient
from tests.factories import AccountFactory, OrganisationFactory, member

Letters = list[Any]
NEW = {"name": "佐藤 花子", "kana": "さとう はなこ", "agree": "y"}


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="みどり会")
    return made


@pytest.fixture
def organiser(client: StrictClient, centre: Organisation) -> Person:
    person: Person = AccountFactory(person=member(Role.ORGANISER, centre)).person
    client.sign_in(person)
    return person


def _invite(client: StrictClient, place: Organisation, people: str, role: str = "learner") -> Any:
    data = {"organisation": place.id, "role": role, "people": people}
    return client.post("/admin/invitations/new", data=data)


def _path(text: str) -> str:
    found = re.search(r"/invited/[\w-]+", text)
    assert found is not None
    return found[0]


def _audit(db: Session) -> list[str]:
    return list(db.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_letter_lets_somebody_in_without_a_password(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session, letters: Letters
) -> None:
    _invite(client, centre, "佐藤 花子、サトウ ハナコ、Hanako@example.jp")
    tasks.run_due()
    path = _path(letters[0].body)
    client.sign_out()
    page = client.get(path).text
    entered = client.post(path, data=NEW)

    assert ("みどり会" in page, "受講者としての招待" in page, "パスワードは要りません" in page) == (True, True, True)
    assert entered.status_code == 303
    account = db.scalars(select(Account).where(Account.email == "hanako@example.jp")).one()
    assert account.email_confirmed_at is not None
    assert [(one.role, one.organisation_id) for one in account.person.memberships] == [(Role.LEARNER, centre.id)]
    assert client.get("/account").status_code == 200
    assert "すでに使われています" in client.get(path).text
    assert _audit(db) == ["invitation.make", "invitation.use"]


def test_a_printed_card_lets_somebody_in_who_has_no_address(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session, letters: Letters
) -> None:
    cards = _invite(client, centre, "佐藤 花子、サトウ ハナコ\n田中 実、タナカ ミノル")
    path = _path(cards.text)
    client.sign_out()
    entered = client.post(path, data={**NEW, "email": "hanako@example.jp"})
    tasks.run_due()

    assert (cards.status_code, cards.text.count("<svg"), entered.status_code) == (200, cards.text.count("<svg"), 303)
    assert cards.text.count('class="invitation-card"') == 2
    account = db.scalars(select(Account).where(Account.person.has(name="佐藤 花子"))).one()
    assert account.email is None, "an address that nobody has confirmed is nobody's"
    link = re.search(r"/account/email/confirm/[\w-]+", letters[0].body)
    assert link is not None
    client.post(link[0])
    assert account.email == "hanako@example.jp"


def test_somebody_who_is_here_already_takes_the_role(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session
) -> None:
    path = _path(_invite(client, centre, "佐藤 花子、サトウ ハナコ", "instructor").text)
    learner = AccountFactory(person=member(Role.LEARNER)).person
    client.sign_in(learner)

    first, second = client.post(path), client.post(path)

    assert (first.status_code, second.status_code) == (303, 409)
    assert sorted(one.role for one in learner.memberships) == [Role.INSTRUCTOR, Role.LEARNER]
    assert _audit(db) == ["invitation.make", "invitation.use", "invitation.refused"]


def test_an_invitation_is_refused_in_words_and_leaves_nothing_half_done(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session, letters: Letters
) -> None:
    _invite(client, centre, "佐藤 花子、サトウ ハナコ、hanako@example.jp")
    tasks.run_due()
    path = _path(letters[0].body)
    invitation = db.scalars(select(Invitation)).one()
    people = db.scalar(select(func.count()).select_from(Person))

    client.sign_in(AccountFactory(email="taro@example.jp").person)
    another = client.post(path)
    client.sign_out()
    AccountFactory(email="hanako@example.jp")
    known = client.post(path, data=NEW)
    unread = client.post(path, data={**NEW, "agree": ""})
    invitation.expires_at = clock.now() - timedelta(seconds=1)
    expired = client.post(path, data=NEW)
    guessed = client.post("/invited/0123456789abcdef", data=NEW)

    codes = [answer.status_code for answer in (another, known, unread, expired, guessed)]
    assert codes == [409, 409, 422, 409, 404]
    assert "別のメールアドレスの方あて" in another.text
    assert "サインインしてから" in known.text
    assert "期限が切れています" in expired.text
    assert db.scalar(select(func.count()).select_from(Person)) == (people or 0) + 2
    assert db.scalars(select(Membership).where(Membership.role == Role.LEARNER)).all() == []
    assert _audit(db) == ["invitation.make", "invitation.refused", "invitation.refused"]


def test_a_lost_card_is_made_again_and_a_wrong_one_revoked(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session
) -> None:
    first = _path(_invite(client, centre, "佐藤 花子、サトウ ハナコ").text)
    invitation = db.scalars(select(Invitation)).one()
    second = _path(client.post(f"/admin/invitations/{invitation.id}/again").text)
    client.post(f"/admin/invitations/{invitation.id}/revocation")
    client.sign_out()

    assert client.post(first, data=NEW).status_code == 404
    assert client.post(second, data=NEW).status_code == 409
    assert "取り消されています" in client.get(second).text


def test_nobody_invites_into_another_organisation_nor_makes_an_administrator(
    client: StrictClient, organiser: Person, centre: Organisation, db: Session
) -> None:
    there = OrganisationFactory()
    client.sign_in(AccountFactory(person=member(Role.ORGANISER, there)).person)
    _invite(client, there, "佐藤 花子、サトウ ハナコ")
    others = db.scalars(select(Invitation)).one()
    client.sign_in(organiser)

    assert _invite(client, there, "佐藤 花子、サトウ ハナコ").status_code == 422
    assert _invite(client, centre, "佐藤 花子、サトウ ハナコ", "administrator").status_code == 422
    assert client.post(f"/admin/invitations/{others.id}/again").status_code == 404
    assert client.post(f"/admin/invitations/{others.id}/revocation").status_code == 404
    assert "佐藤 花子" not in client.get("/admin/invitations").text


def test_nobody_takes_up_an_invitation_to_a_role_that_they_could_not_offer(
    client: StrictClient, organiser: Person, chief: Person, centre: Organisation, db: Session
) -> None:
    client.sign_in(chief)
    lost = _path(_invite(client, centre, "新 管理、シン カンリ", "administrator").text)
    invitation = db.scalars(select(Invitation)).one()
    offered = client.get("/admin/invitations").text
    client.sign_in(organiser)
    listed = client.get("/admin/invitations").text
    refused = client.post(f"/admin/invitations/{invitation.id}/again")
    client.post(f"/admin/invitations/{invitation.id}/revocation")
    revoked = client.post(f"/admin/invitations/{invitation.id}/again")
    client.sign_in(chief)
    anew = _path(client.post(f"/admin/invitations/{invitation.id}/again").text)

    assert (refused.status_code, revoked.status_code) == (403, 403)
    again = f"/admin/invitations/{invitation.id}/again"
    assert (again in offered, "新 管理" in listed, again in listed) == (True, True, False)
    assert (lost != anew, {one.role for one in organiser.memberships}) == (True, {Role.ORGANISER})


def test_a_card_made_in_time_gives_back_no_power_that_was_taken(
    client: StrictClient, organiser: Person, chief: Person, centre: Organisation, db: Session
) -> None:
    client.sign_in(organiser)
    back = _path(_invite(client, centre, "佐藤 花子、サトウ ハナコ", "organiser").text)
    learning = _path(_invite(client, centre, "田中 実、タナカ ミノル").text)
    take_role(organiser.memberships[0], by=chief, now=clock.now())
    shown, refused = client.get(back), client.post(back)
    learns = client.post(learning)
    client.sign_in(chief)
    first = db.scalars(select(Invitation).order_by(Invitation.id)).first()
    assert first is not None
    anew = _path(client.post(f"/admin/invitations/{first.id}/again").text)
    client.sign_out()

    assert ("取り消されています" in shown.text, refused.status_code) == (True, 409)
    assert (learns.status_code, [one.role for one in organiser.memberships]) == (303, [Role.LEARNER])
    assert client.post(anew, data=NEW).status_code == 303, "somebody who may has offered it anew"


def test_what_cannot_be_read_is_said_by_line(client: StrictClient, organiser: Person, centre: Organisation) -> None:
    answer = _invite(client, centre, "佐藤 花子、サトウ ハナコ\nだれか\n田中 実、タナカ ミノル、アドレス")

    assert answer.status_code == 422
    assert ("2行目：" in answer.text, "3行目：メールアドレスの形が違います" in answer.text) == (True, True)
    assert "だれか" in answer.text


def test_guests_are_read_from_what_a_spreadsheet_gives() -> None:
    found, wrong = rules.guests("佐藤 花子\tさとう はなこ\tHANAKO@example.jp\n\n田中 実，ﾀﾅｶ ﾐﾉﾙ")

    assert wrong == []
    assert [(one.name, one.kana, one.email) for one in found] == [
        ("佐藤 花子", "サトウ ハナコ", "hanako@example.jp"),
        ("田中 実", "タナカ ミノル", None),
    ]
