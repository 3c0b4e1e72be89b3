from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.accounts.rules import Role
from tests.accounts.letters import link_to
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, member

OLD, NEW = "old@example.jp", "new@example.jp"
Change = Callable[[StrictClient, Account], None]


def _a_new_address(client: StrictClient, account: Account) -> None:
    client.sign_in(account.person)
    client.post("/account/email", data={"email": NEW, "own_password": PASSWORD})
    assert client.post(link_to(NEW)).status_code == 303


def _a_new_password(client: StrictClient, account: Account) -> None:
    client.sign_in(account.person)
    chosen = {"own_password": PASSWORD, "password": "atarashiipasuwaado"}
    assert client.post("/account/password", data=chosen).status_code == 303


def _a_forgotten_password(client: StrictClient, account: Account) -> None:
    client.post("/password/forgotten", data={"email": OLD})
    assert client.post(link_to(OLD), data={"password": "atarashiipasuwaado"}).status_code == 303


def _signed_out_everywhere(client: StrictClient, account: Account) -> None:
    client.sign_in(account.person)
    assert client.post("/account/devices/sign-out-all").status_code == 303


def _signed_out_by_an_administrator(client: StrictClient, account: Account) -> None:
    client.sign_in(AccountFactory(person=member(Role.ADMINISTRATOR)).person)
    assert client.post(f"/admin/people/{account.person_id}/sign-out").status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        _a_new_address,
        _a_new_password,
        _a_forgotten_password,
        _signed_out_everywhere,
        _signed_out_by_an_administrator,
    ],
)
def test_a_link_to_sign_in_lets_nobody_in_after(client: StrictClient, db: Session, change: Change) -> None:
    account = AccountFactory(person=member(), email=OLD)
    client.post("/login/link", data={"email": OLD})
    link = link_to(OLD)

    change(client, account)
    client.sign_out()

    assert client.post(link).status_code == 404
    assert client.get("/account").status_code == 303
