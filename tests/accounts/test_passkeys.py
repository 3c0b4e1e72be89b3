from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import passkeys
from app.accounts.models import Account, AccountSession, Credential
from app.accounts.passkeys import Passkey
from app.accounts.rules import FAILURES_PER_ACCOUNT_AND_ADDRESS, CredentialKind, second
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, member

HELD = Passkey("AAAA", "BBBB", 0)
PLACES = 13  # enough for the hundred failures that close an account everywhere
HOME = "198.51.100.7"


@pytest.fixture
def account(db: Session, monkeypatch: pytest.MonkeyPatch) -> Account:
    """Somebody with a passkey, whose signature is right whenever its own id is shown."""
    made: Account = AccountFactory(person=member())
    kind = CredentialKind.PASSKEY
    db.add(Credential(account_id=made.id, kind=kind, secret=HELD.stored(), label="x", created_at=clock.now()))

    def shown(_site: object, answer: dict[str, object], _challenge: str, held: list[Passkey]) -> Passkey:
        found = next((one for one in held if one.id == answer.get("id")), None)
        if found is None:
            raise passkeys.NotGenuine
        return found

    monkeypatch.setattr(passkeys, "shown", shown)
    return made


def _show(client: StrictClient, handle: object, key: str = HELD.id, *, place: str = HOME) -> int:
    """Answer a fresh challenge from a place on the network, as the passkey of whom the handle names."""
    at = {"REMOTE_ADDR": place}
    client.post("/login/passkey/challenge", environ_overrides=at)
    said = {"id": key, "response": {"userHandle": base64.urlsafe_b64encode(str(handle).encode()).decode()}}
    return client.post("/login/passkey", json=said, environ_overrides=at).status_code


@pytest.mark.parametrize("claim_it", [False, True])
def test_strangers_from_many_places_switch_nobody_s_passkey_off(
    client: StrictClient, account: Account, claim_it: bool
) -> None:
    claimed = account.id if claim_it else 999_999
    for number in range(PLACES):
        for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS):
            assert _show(client, claimed, "ZZZZ", place=f"203.0.113.{number}") == 422

    assert _show(client, account.id) == 200


def test_who_knocks_again_and_again_is_stopped_in_that_place(client: StrictClient, account: Account) -> None:
    other = AccountFactory()
    answers = [_show(client, other.id) for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS + 1)]

    assert answers == [422] * FAILURES_PER_ACCOUNT_AND_ADDRESS + [429]
    assert _show(client, account.id) == 200, "whoever sits beside them comes in"


@pytest.mark.parametrize("handle", ["9" * 30, str(2**31), "-1", "0", "", "x", "9" * 5000])
def test_an_answer_in_nobody_s_name_is_refused_in_words(client: StrictClient, account: Account, handle: str) -> None:
    assert _show(client, handle) == 422


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"response": ' * 100_000, "null", "[]", '{"response": {"userHandle": 5}}']
)
def test_what_is_no_answer_is_refused_in_words(client: StrictClient, account: Account, body: str) -> None:
    client.post("/login/passkey/challenge")

    assert client.post("/login/passkey", data=body, content_type="application/json").status_code == 422


def test_a_way_on_that_is_no_path_leads_to_the_start(client: StrictClient, account: Account) -> None:
    client.post("/login/passkey/challenge")
    handle = base64.urlsafe_b64encode(str(account.id).encode()).decode()
    said = {"id": HELD.id, "response": {"userHandle": handle}, "next": [5]}

    assert client.post("/login/passkey", json=said).get_json() == {"next": "/"}


@pytest.mark.parametrize(("minutes", "devices"), [(1, 1), (second.PENDING_MINUTES + 1, 2)])
def test_a_password_shown_before_bars_no_passkey_however_long_ago(
    client: StrictClient,
    account: Account,
    db: Session,
    freeze: Callable[[datetime], None],
    minutes: int,
    devices: int,
) -> None:
    shown_at = clock.now()
    freeze(shown_at)
    first = client.post("/login", data={"email": account.email, "password": PASSWORD})
    freeze(shown_at + timedelta(minutes=minutes))

    assert first.location == "/login/second"
    assert _show(client, account.id) == 200
    assert client.get("/account").status_code == 200
    assert len(db.scalars(select(AccountSession)).all()) == devices, "while it waits the same device comes in"
