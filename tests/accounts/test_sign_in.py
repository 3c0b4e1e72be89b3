from __future__ import annotations

import re
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import passwords, rules
from app.accounts.models import AccountSession, Credential, Throttle
from app.accounts.rules import FAILURES_PER_ACCOUNT_AND_ADDRESS, THROTTLE_WINDOW
from app.audit import AuditEntry
from app.db import db as db_of_the_app
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, PersonFactory

WRONG = "chigaupasuwaado"
NEW = "atarashiiaikotoba"


def _form(email: str, password: str = PASSWORD, **more: str) -> dict[str, dict[str, str]]:
    return {"data": {"email": email, "password": password, **more}}


def test_the_refusal_does_not_tell_whether_an_address_exists(client: StrictClient) -> None:
    account = AccountFactory()

    wrong = client.post("/login", **_form(account.email, WRONG))
    unknown = client.post("/login", **_form("nobody@example.jp", WRONG))

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    token = re.compile(r'name="csrf_token" value="[^"]+"')  # signed with the second of the answer
    assert token.sub("", wrong.text).replace(account.email, "") == token.sub("", unknown.text).replace(
        "nobody@example.jp", ""
    )


def test_a_refusal_keeps_the_address_and_the_way_on_but_not_the_password(client: StrictClient) -> None:
    refused = client.post("/login", **_form("nobody@example.jp", WRONG, next="/attempts/7"))

    assert 'value="nobody@example.jp"' in refused.text
    assert 'value="/attempts/7"' in refused.text
    assert WRONG not in refused.text


def test_an_empty_form_is_refused_in_words(client: StrictClient) -> None:
    refused = client.post("/login", data={})

    assert refused.status_code == 422
    assert "パスワードを入力してください。" in refused.text


def test_an_unknown_address_costs_a_hash_too(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    verifies = passwords.verifies
    monkeypatch.setattr(passwords, "verifies", lambda *words: seen.append(words[1]) or verifies(*words))

    client.post("/login", **_form("nobody@example.jp", WRONG))

    assert seen == [None]


STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def test_a_stranger_s_guesses_lock_nobody_out_elsewhere(client: StrictClient) -> None:
    email = AccountFactory().email

    guesses = [
        client.post("/login", **_form(email, WRONG), environ_overrides=STRANGER).status_code
        for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS + 1)
    ]

    assert guesses == [422] * FAILURES_PER_ACCOUNT_AND_ADDRESS + [429]
    assert client.post("/login", **_form(email)).status_code == 303


def test_guesses_from_many_places_together_close_the_door_everywhere(
    client: StrictClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAILURES_PER_ACCOUNT", 3)
    account, other = AccountFactory(), AccountFactory()
    for number in range(3):
        place = {"REMOTE_ADDR": f"203.0.113.{number}"}
        assert client.post("/login", **_form(account.email, WRONG), environ_overrides=place).status_code == 422

    assert client.post("/login", **_form(account.email)).status_code == 429
    assert client.post("/login", **_form(other.email)).status_code == 303
    entries = db.scalars(select(AuditEntry)).all()
    assert [(entry.action, entry.subject) for entry in entries] == [("account.throttled", f"account:{account.id}")]


def test_an_account_is_throttled_even_for_the_right_password_until_the_window_has_passed(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = AccountFactory()
    for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS):
        assert client.post("/login", **_form(account.email, WRONG)).status_code == 422

    throttled = client.post("/login", **_form(account.email))

    assert (throttled.status_code, throttled.headers["Retry-After"]) == (429, "900")
    assert "15分ほどたってから" in throttled.text
    assert client.post("/login", **_form(AccountFactory().email)).status_code == 303
    later = clock.now() + THROTTLE_WINDOW + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post("/login", **_form(account.email)).status_code == 303


def test_the_failure_that_closes_the_door_is_in_the_audit_trail_and_no_other(client: StrictClient, db: Session) -> None:
    account = AccountFactory()

    for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS + 2):
        client.post("/login", **_form(account.email, WRONG))

    entries = db.scalars(select(AuditEntry)).all()
    assert [(entry.action, entry.subject) for entry in entries] == [("account.throttled", f"account:{account.id}")]


@pytest.mark.parametrize("email", ["\x00", "a\x00b@example.jp", "x" * 5000, "'; --", "𠮷@example.jp"])
def test_a_strange_address_is_refused_like_any_other(client: StrictClient, email: str) -> None:
    assert client.post("/login", **_form(email)).status_code == 422


def test_an_unknown_account_is_throttled_just_the_same(client: StrictClient) -> None:
    for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS):
        client.post("/login", **_form("nobody@example.jp", WRONG))

    assert client.post("/login", **_form("nobody@example.jp", WRONG)).status_code == 429


def test_a_place_that_tries_many_accounts_is_throttled_and_others_are_not(
    client: StrictClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "FAILURES_PER_ADDRESS", 3)
    account = AccountFactory()
    for number in range(3):
        client.post("/login", **_form(f"somebody{number}@example.jp", WRONG))

    assert client.post("/login", **_form(account.email)).status_code == 429
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    assert client.post("/login", **_form(account.email), environ_overrides=elsewhere).status_code == 303


def test_the_throttle_knows_no_address_and_forgets_after_success(client: StrictClient, db: Session) -> None:
    account = AccountFactory()
    client.post("/login", **_form(account.email, WRONG))
    keys = set(db.scalars(select(Throttle.key_hash)))

    client.post("/login", **_form(account.email))

    assert {len(key) for key in keys} == {64}
    assert db.scalar(select(func.count()).select_from(Throttle)) == 1  # the place on the network remembers


def test_signing_in_starts_a_new_cookie(client: StrictClient) -> None:
    account = AccountFactory()
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
        before["csrf_token"] = "a token that somebody else knows"

    client.post("/login", **_form(account.email))

    with client.session_transaction() as after:
        assert set(after) == {"_user_id", "_fresh", "_id", "_permanent"}
        assert after["_permanent"] is True


def test_an_old_hash_is_made_stronger_on_the_way_in(
    client: StrictClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = AccountFactory()
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)

    assert client.post("/login", **_form(account.email)).status_code == 303

    secret = db.scalars(select(Credential.secret)).one()
    assert (stronger.check_needs_rehash(secret), stronger.verify(secret, PASSWORD)) == (False, True)


@pytest.mark.parametrize(
    ("goal", "location"),
    [
        ("/attempts/7?number=3", "/attempts/7?number=3"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("//[", "/"),
        ("/" + "x" * 1999, "/" + "x" * 1999),
        ("/" + "x" * 2000, "/"),
    ],
)
def test_only_a_page_of_this_site_is_gone_on_to(client: StrictClient, goal: str, location: str) -> None:
    account = AccountFactory()

    assert client.post("/login", **_form(account.email, next=goal)).location == location
    assert client.get("/login", query_string={"next": goal}).location == location


def test_a_page_leads_to_the_sign_in_and_back(client: StrictClient) -> None:
    asked = client.get("/account?x=1")

    assert (asked.status_code, asked.location) == (303, "/login?next=/account?x%3D1")
    form = client.get(asked.location)
    assert 'name="next" type="hidden" value="/account?x=1"' in form.text


def test_what_was_sent_with_an_ended_session_leads_back_to_its_page(client: StrictClient, db: Session) -> None:
    device = client.sign_in(PersonFactory())
    device.ended_at = clock.now()

    from_a_page = client.post("/notices/read", headers={"Referer": "http://localhost/attempts/7?number=3"})
    from_nowhere = client.post("/notices/read", headers={"Referer": "http://["})
    from_elsewhere = client.post("/notices/read", headers={"Referer": "http://evil.example/attempts/7"})

    assert (from_a_page.status_code, from_a_page.location) == (303, "/login?next=/attempts/7?number%3D3")
    assert (from_elsewhere.location, from_nowhere.location) == ("/login", "/login")


def test_without_a_token_nobody_is_signed_in(client: StrictClient, db: Session) -> None:
    account = AccountFactory()
    client.sends_token = False

    assert client.post("/login", **_form(account.email)).status_code == 403
    assert client.post("/signup", data={}).status_code == 403
    assert db.scalar(select(func.count()).select_from(AccountSession)) == 0


def test_signing_out_ends_the_device_and_a_second_time_changes_nothing(client: StrictClient, db: Session) -> None:
    device = client.sign_in(PersonFactory())

    first, second = client.post("/logout"), client.post("/logout")

    assert (first.status_code, second.status_code) == (303, 303)
    assert device.ended_at is not None
    assert client.get("/account").status_code == 303


def test_an_expired_device_is_signed_out(client: StrictClient, db: Session) -> None:
    device = client.sign_in(PersonFactory())
    device.expires_at = clock.now() - timedelta(seconds=1)

    assert client.get("/account").status_code == 303


def test_no_lock_and_no_connection_waits_for_a_hash(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    account = AccountFactory()
    waiting = []
    verifies, hashed = passwords.verifies, passwords.hashed
    monkeypatch.setattr(
        passwords,
        "verifies",
        lambda *words: waiting.append(db_of_the_app.session().in_transaction()) or verifies(*words),
    )
    monkeypatch.setattr(
        passwords, "hashed", lambda word: waiting.append(db_of_the_app.session().in_transaction()) or hashed(word)
    )

    typed = {"name": "佐藤", "kana": "サトウ", "email": "new@example.jp", "password": NEW, "agree": "y"}
    client.post("/signup", data=typed)
    client.post("/login", **_form(account.email))
    client.post("/account/password", data={"own_password": PASSWORD, "password": NEW})

    assert waiting == [False] * 4


def test_signing_in_takes_few_queries(client: StrictClient, db: Session, queries: list[str]) -> None:
    account = AccountFactory()
    email = account.email
    db.commit()
    queries.clear()

    client.post("/login", **_form(email))

    assert len(queries) == 3  # what is known of the address; the new device; whether it owes a second factor
