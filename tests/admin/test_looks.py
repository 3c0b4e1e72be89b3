from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.admin.actions import organisations
from app.mail import Mail
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from tests.client import StrictClient
from tests.factories import AccountFactory, MembershipFactory, OrganisationFactory, member


def test_an_organisation_s_look_stands_where_its_people_see_it(
    client: StrictClient, chief: Person, db: Session
) -> None:
    first, last = OrganisationFactory(name="はじめ会"), OrganisationFactory(name="みどり会")
    somebody = AccountFactory(person=member(Role.CANDIDATE, first)).person
    MembershipFactory(person=somebody, organisation=last, role=Role.LEARNER)
    organisations.set_look(first, colour="#1a4f9c", contact="01-0000-0000", by=chief)
    organisations.set_look(last, colour="#7a1f1f", contact="03-0000-0000", by=chief)
    notify(somebody.id, kind=NoticeKind.TRAINING, title="題", body="本文", link=None, now=clock.now())
    client.sign_in(somebody)

    head = client.get("/account").text
    client.sign_out()

    assert f'<link rel="stylesheet" href="/admin/organisations/{last.id}/look.css">' in head
    assert f"/admin/organisations/{first.id}/look.css" not in head
    assert "look.css" not in client.get("/login").text
    assert "お問い合わせ：みどり会　03-0000-0000" in db.scalars(select(Mail.body)).one()
