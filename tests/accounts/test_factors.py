from __future__ import annotations

import base64
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from markupsafe import escape
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts import sealing
from app.accounts.actions import factors as actions
from app.accounts.models import Account, AccountSession, Credential
from app.accounts.models.site import Setting
from app.accounts.rules import CredentialKind, Role, second
from app.accounts.rules.settings import SITE
from app.audit import AuditEntry
from app.errors import TooMany
from tests.accounts.letters import subjects
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory, MembershipFactory, member

Freeze = Callable[[datetime], None]
NOW = datetime(2026, 11, 22, 3, 0, 10, tzinfo=UTC)
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.fixture
def account(db: Session) -> Account:
    made: Account = AccountFactory(email="hanako@example.jp")
    MembershipFactory(person=made.person)
    return made


def _with_app(account: Account, now: datetime = NOW) -> list[str]:
    return actions.confirm_app(account, SECRET, second.code_at(SECRET, second.step_of(now)), now=now)


def _password(client: StrictClient) -> int:
    data = {"email": "hanako@example.jp", "password": PASSWORD, "next": "/exams"}
    return client.post("/login", data=data).status_code


@pytest.mark.parametrize(("at", "code"), [(59, "287082"), (1111111109, "081804"), (2000000000, "279037")])
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert second.code_at(SECRET, second.step_of(datetime.fromtimestamp(at, UTC))) == code


def test_a_code_works_a_moment_early_or_late_and_once() -> None:
    here = second.step_of(NOW)
    codes = [second.code_at(SECRET, here + drift) for drift in (-2, -1, 0, 1, 2)]

    assert [second.matching_step(SECRET, code, NOW, 0) is not None for code in codes] == [
        False,
        True,
        True,
        True,
        False,
    ]
    assert second.matching_step(SECRET, codes[2], NOW, used_until=here) is None


def test_what_is_sealed_says_nothing_and_can_be_opened(db: Session) -> None:
    sealed = sealing.seal("ひみつ")

    assert "ひみつ" not in sealed
    assert sealing.opened(sealed) == "ひみつ"


def test_an_app_is_registered_and_asked_for_from_then_on(
    client: StrictClient, account: Account, db: Session, freeze: Freeze
) -> None:
    freeze(NOW)
    client.sign_in(account.person)
    page = client.get("/account/factors/app").text
    found = re.search(r'<code class="break-anywhere">(\w+)</code>', page)
    assert found is not None
    assert f'href="{escape(second.address_for_app(found[1], account.email or ""))}"' in page
    assert f'data-copy="{found[1]}"' in page
    wrong = client.post("/account/factors/app", data={"code": "000000"})
    code = second.code_at(found[1], second.step_of(NOW))
    done = client.post("/account/factors/app", data={"code": code})
    client.sign_out()

    freeze(NOW + timedelta(minutes=1))
    asked = _password(client)
    outside = client.get("/exams").status_code
    refused = client.post("/login/second", data={"code": "123456"})
    replayed = client.post("/login/second", data={"code": code})
    right = client.post(
        "/login/second", data={"code": second.code_at(found[1], second.step_of(NOW + timedelta(minutes=1)))}
    )

    assert (wrong.status_code, done.status_code) == (422, 200)
    assert len(re.findall(r"<li><code>", done.text)) == second.RECOVERY_CODES
    assert (asked, outside) == (303, 303)
    assert (refused.status_code, replayed.status_code) == (422, 422)
    assert (right.status_code, right.location) == (303, "/exams")
    assert client.get("/exams").status_code == 200
    stored = db.scalars(select(Credential.secret).where(Credential.kind == CredentialKind.TOTP)).one()
    assert found[1] not in stored


def test_a_password_alone_opens_nothing_where_an_app_is_asked_for(
    client: StrictClient, account: Account, db: Session, freeze: Freeze
) -> None:
    freeze(NOW)
    _with_app(account)
    _password(client)
    waiting = db.scalars(select(AccountSession)).one()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = str(waiting.id)

    assert client.get("/account").status_code == 303
    assert client.get("/login/second").status_code == 200
    freeze(NOW + timedelta(minutes=16))
    late = client.post("/login/second", data={"code": second.code_at(SECRET, second.step_of(clock.now()))})
    assert late.status_code == 404
    assert "最初からやり直してください" in late.text


def test_a_recovery_code_works_once(client: StrictClient, account: Account, db: Session, freeze: Freeze) -> None:
    freeze(NOW)
    codes = _with_app(account)
    answers = []
    for code in (codes[0].lower().replace("-", " "), codes[0]):
        client.sign_out()
        _password(client)
        answers.append(client.post("/login/second", data={"code": code}).status_code)

    assert answers == [303, 422]
    assert "account.recovery_used" in db.scalars(select(AuditEntry.action)).all()


def test_guesses_are_stopped(account: Account, db: Session, client: StrictClient, freeze: Freeze) -> None:
    freeze(NOW)
    _with_app(account)
    _password(client)
    answers = [client.post("/login/second", data={"code": "000000"}).status_code for _ in range(9)]

    assert answers == [422] * 8 + [429]
    with pytest.raises(TooMany):
        actions.check_code(account, "000000", address="127.0.0.1", now=NOW)


def test_a_role_that_demands_a_factor_makes_its_bearer_register_one(
    client: StrictClient, db: Session, freeze: Freeze
) -> None:
    freeze(NOW)
    AccountFactory(person=member(Role.ORGANISER), email="hanako@example.jp")
    db.add(Setting(key=SITE, value={"second_factor_roles": ["organiser"]}, changed_at=NOW))
    _password(client)
    page = client.get("/login/second").text
    found = re.search(r'<code class="break-anywhere">(\w+)</code>', page)
    assert found is not None
    wrong = client.post("/login/second", data={"code": "000000"})
    done = client.post("/login/second", data={"code": second.code_at(found[1], second.step_of(NOW))})

    assert "あなたの役割には、二つ目の確認が必要です" in page
    assert (wrong.status_code, done.status_code) == (422, 200)
    assert client.get("/exams").status_code == 200
    refused = client.post("/account/factors/app/removal")
    assert refused.status_code == 409


def test_an_administrator_helps_whoever_has_lost_their_phone(
    client: StrictClient, account: Account, db: Session, freeze: Freeze
) -> None:
    freeze(NOW)
    _with_app(account)
    for label in ("Safari（iPhone）", "Chrome（Windows）"):
        db.add(Credential(account_id=account.id, kind=CredentialKind.PASSKEY, secret="{}", label=label, created_at=NOW))
    chief = AccountFactory(person=member(Role.ADMINISTRATOR)).person
    client.sign_in(chief)
    done = client.post(f"/admin/people/{account.person_id}/factors/removal")
    client.sign_out()

    assert (done.status_code, _password(client)) == (303, 303)
    assert client.get("/exams").status_code == 200
    removed = db.scalars(select(AuditEntry).where(AuditEntry.action.like("account.%_remove"))).all()
    actions_told = ["account.passkey_remove", "account.passkey_remove", "account.totp_remove"]
    assert [(row.action, row.person_id) for row in removed] == [(told, chief.id) for told in actions_told]
    assert subjects("hanako@example.jp") == ["サインインの確認の方法が変わりました"] * 2, "made, and taken away"


def test_what_is_not_there_is_taken_from_nobody(client: StrictClient, account: Account, db: Session) -> None:
    device = client.sign_in(account.person)
    client.post("/account/factors/app/removal")
    client.sign_in(AccountFactory(person=member(Role.ADMINISTRATOR)).person)
    done = client.post(f"/admin/people/{account.person_id}/factors/removal")

    assert "この人は、認証アプリもパスキーも登録していません。" in client.get(done.location).text
    assert db.scalars(select(AuditEntry)).all() == []
    assert subjects("hanako@example.jp") == []
    assert account.auth_version == device.auth_version


def test_who_has_no_app_and_needs_none_comes_in_at_once(client: StrictClient, account: Account) -> None:
    assert _password(client) == 303
    assert client.get("/exams").status_code == 200
    assert client.get("/login/second").status_code == 404


def test_a_page_without_its_cookie_registers_nothing(client: StrictClient, account: Account, db: Session) -> None:
    """The code of an empty secret anybody could reckon."""
    client.sign_in(account.person)

    answer = client.post("/account/factors/app", data={"code": second.code_at("", second.step_of(clock.now()))})

    assert answer.status_code == 422
    assert actions.NEW_CODE in answer.text
    assert db.scalars(select(Credential).where(Credential.kind == CredentialKind.TOTP)).all() == []


@pytest.mark.parametrize("code", ["123456", ""])
def test_a_page_without_its_cookie_shows_a_new_code_that_registers(
    client: StrictClient, account: Account, db: Session, code: str
) -> None:
    client.sign_in(account.person)
    refused = client.post("/account/factors/app", data={"code": code})
    shown = re.search(r'<code class="break-anywhere">(\w+)</code>', refused.text)
    assert shown is not None
    reopened = client.get("/account/factors/app").text
    answer = {"code": second.code_at(shown[1], second.step_of(clock.now()))}

    assert f'data-copy="{shown[1]}"' in reopened
    assert client.post("/account/factors/app", data=answer).status_code == 200
    again = client.post("/account/factors/app", data=answer)
    assert (again.status_code, actions.HELD in again.text) == (409, True)


def test_a_link_in_a_letter_signs_in_once(
    client: StrictClient, account: Account, letters: list[object], db: Session
) -> None:
    client.post("/login/link", data={"email": "Hanako@example.jp"})
    client.post("/login/link", data={"email": "nobody@example.jp"})
    tasks.run_due()
    found = re.search(r"/login/link/[\w-]+", str(getattr(letters[0], "body", "")))
    assert found is not None
    opened = client.get(found[0])
    nobody = client.get("/exams").status_code
    first, second_time = client.post(found[0]), client.post(found[0])

    assert (opened.status_code, nobody) == (200, 303)
    assert (first.status_code, second_time.status_code) == (303, 404)
    assert client.get("/exams").status_code == 200
    assert client.post("/login/link/guessed").status_code == 404


def test_who_has_no_password_chooses_one_without_being_asked_for_it(client: StrictClient, db: Session) -> None:
    account = AccountFactory(person=member(), credentials=[])
    client.sign_in(account.person)

    page = client.get("/account/password").text
    done = client.post("/account/password", data={"password": "atarashiipasuwaado"})
    again = client.post("/account/password", data={"password": "mouhitotsupasuwaado"})

    assert "いまのパスワード" not in page
    assert (done.status_code, again.status_code) == (303, 422)


def test_an_answer_that_no_passkey_has_signed_opens_nothing(client: StrictClient, account: Account) -> None:
    options = client.post("/login/passkey/challenge").get_json()
    handle = base64.urlsafe_b64encode(str(account.id).encode()).decode()
    forged = {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {"userHandle": handle}}

    assert options["userVerification"] == "required"
    assert client.post("/login/passkey", json=forged).status_code == 422
    assert client.post("/login/passkey", json=forged).status_code == 422, "a challenge is answered once"
    assert client.post("/login/passkey", data="x").status_code == 422
    assert client.get("/exams").status_code == 303


def test_somebody_else_s_passkey_is_not_found(client: StrictClient, account: Account, db: Session) -> None:
    others = Credential(
        account_id=AccountFactory().id, kind=CredentialKind.PASSKEY, secret="{}", label="x", created_at=NOW
    )
    db.add(others)
    client.sign_in(account.person)
    db.flush()

    assert client.post(f"/account/factors/passkeys/{others.id}/removal").status_code == 404
