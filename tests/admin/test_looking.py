from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import actions, queries
from app.accounts.models import Account, AccountSession, Person
from app.accounts.rules import Role
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, member

End = Callable[[Person], None]


@pytest.fixture
def somebody(client: StrictClient, chief: Person) -> Person:
    """Whose eyes `chief` looks through, signed in with `client`."""
    AccountFactory(person=member(Role.ADMINISTRATOR))
    person: Person = AccountFactory(person=member(Role.LEARNER, name="佐藤 花子")).person
    assert client.post(f"/admin/people/{person.id}/eyes", data={"reason": "問い合わせ"}).status_code == 303
    assert "代理で見ています" in client.get("/account").text
    return person


def _account(person: Person) -> Account:
    account = queries.account_of(person.id)
    assert account is not None
    return account


def _demoted(chief: Person) -> None:
    actions.take_role(chief.memberships[0], by=chief, now=clock.now())


def _signed_out_everywhere(chief: Person) -> None:
    actions.end_all_sessions(_account(chief), now=clock.now())


def _signed_out_on_one_device(chief: Person) -> None:
    for device in queries.devices(_account(chief), clock.now()):
        actions.end_session(device, now=clock.now())


def _erased(chief: Person) -> None:
    actions.erase_person(chief, by=None, now=clock.now())


@pytest.mark.parametrize("end", [_demoted, _signed_out_everywhere, _signed_out_on_one_device, _erased])
def test_who_is_no_longer_let_in_looks_through_no_eyes_either(
    client: StrictClient, chief: Person, somebody: Person, end: End
) -> None:
    own = _account(somebody)
    theirs = actions.open_session(own.id, own.auth_version, device="Safari", now=clock.now())
    end(chief)

    assert client.get("/account").status_code == 303
    assert theirs.ended_at is None, "who was looked at stays signed in"


def test_whose_hour_is_over_may_sign_in(client: StrictClient, chief: Person, somebody: Person, db: Session) -> None:
    looking = db.scalars(select(AccountSession).where(AccountSession.behind_id == chief.id)).one()
    looking.expires_at = clock.now() - timedelta(seconds=1)

    entered = client.post("/login", data={"email": _account(chief).email, "password": PASSWORD})

    assert entered.status_code == 303
    assert client.get("/admin").status_code == 200
