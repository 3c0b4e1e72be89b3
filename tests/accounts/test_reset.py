from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, LinkToken
from app.accounts.rules import FAILURES_PER_ACCOUNT_AND_ADDRESS
from tests.accounts.letters import letters_to, link_to, subjects
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory

NEW = "atarashiiaikotoba"


def test_a_forgotten_password_is_replaced_and_everything_signed_out(client: StrictClient, db: Session) -> None:
    account = AccountFactory()
    email = account.email
    client.sign_in(account.person)
    asked = client.post("/password/forgotten", data={"email": email})
    assert (asked.status_code, asked.location) == (303, "/password/sent")
    assert client.get(link_to(email)).status_code == 200

    done = client.post(link_to(email), data={"password": NEW})

    assert (done.status_code, done.location) == (303, "/login")
    assert client.get("/account").status_code == 303
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 422
    assert client.post("/login", data={"email": email, "password": NEW}).status_code == 303
    assert subjects(email) == ["パスワードの再設定", "パスワードを変更しました"]


def test_a_new_password_forgets_the_failures_of_the_old_one_from_everywhere(client: StrictClient) -> None:
    account, other = AccountFactory(), AccountFactory()
    wrong = {"email": account.email, "password": "chigaupasuwaado"}
    for place in ("127.0.0.1", "203.0.113.9"):
        for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS):
            client.post("/login", data=wrong, environ_overrides={"REMOTE_ADDR": place})
    for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS):
        client.post("/login", data={**wrong, "email": other.email})
    client.post("/password/forgotten", data={"email": account.email})

    assert client.post(link_to(account.email), data={"password": NEW}).status_code == 303

    for place in ("127.0.0.1", "203.0.113.9"):
        right = {"email": account.email, "password": NEW}
        assert client.post("/login", data=right, environ_overrides={"REMOTE_ADDR": place}).status_code == 303
    assert client.post("/login", data={"email": other.email, "password": PASSWORD}).status_code == 429


def test_every_address_gets_the_same_answer(client: StrictClient) -> None:
    account = AccountFactory()

    known = client.post("/password/forgotten", data={"email": account.email})
    unknown = client.post("/password/forgotten", data={"email": "nobody@example.jp"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert "登録はありません" in letters_to("nobody@example.jp")[0].body


def test_a_link_works_once_and_for_an_hour(client: StrictClient, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    email = AccountFactory().email
    client.post("/password/forgotten", data={"email": email})
    first = link_to(email)
    client.post("/password/forgotten", data={"email": email})
    second = link_to(email)

    assert client.post(first, data={"password": NEW}).status_code == 303

    assert client.post(first, data={"password": NEW}).status_code == 404
    assert client.post(second, data={"password": NEW}).status_code == 404  # revoked with the old password
    client.post("/password/forgotten", data={"email": email})
    third = link_to(email) if "再設定" in subjects(email)[-1] else ""
    later = clock.now() + timedelta(hours=1, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(third).status_code == 404
    assert client.post(third, data={"password": NEW}).status_code == 404


def test_a_bad_password_uses_nothing_up(client: StrictClient, db: Session) -> None:
    email = AccountFactory().email
    client.post("/password/forgotten", data={"email": email})

    refused = client.post(link_to(email), data={"password": "password123"})

    assert refused.status_code == 422
    assert "よく使われているパスワードです。" in refused.text
    assert db.scalars(select(LinkToken.used_at)).one() is None


def test_the_link_of_a_letter_confirms_the_address_too(client: StrictClient, db: Session) -> None:
    account = AccountFactory(email_confirmed_at=None)
    client.post("/password/forgotten", data={"email": account.email})

    client.post(link_to(account.email), data={"password": NEW})

    assert db.scalars(select(Account.email_confirmed_at)).one() is not None


@pytest.mark.parametrize("path", ["/password/reset/x", "/confirm-email/x", "/account/email/confirm/x"])
def test_a_link_that_never_was_is_not_found_in_words(client: StrictClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "このリンクは使えません。" in answer.text
