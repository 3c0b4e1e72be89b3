from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, mail
from app.accounts.events import AccountErased
from app.accounts.models import (
    Accommodation,
    Account,
    AccountSession,
    Credential,
    FormerName,
    LinkToken,
    Membership,
    Person,
)
from app.accounts.rules import FAILURES_PER_ACCOUNT_AND_ADDRESS, Role
from app.audit import AuditEntry
from app.events import listens
from app.mail import Mail
from app.notices.models import Notice, NoticePreference
from tests.accounts.letters import link_to, subjects
from tests.client import StrictClient
from tests.factories import (
    PASSWORD,
    AccommodationFactory,
    AccountFactory,
    AccountSessionFactory,
    FormerNameFactory,
    NoticeFactory,
    NoticePreferenceFactory,
    PermissionGrantFactory,
    member,
)

NEW = "atarashiiaikotoba"


@pytest.fixture
def account(client: StrictClient, db: Session) -> Account:
    """Somebody's account, signed in with `client`."""
    made: Account = AccountFactory(person=member(name="佐藤 花子", kana="サトウ ハナコ"))
    client.sign_in(made.person)
    return made


def test_the_page_shows_who_one_is_where_and_what_was_granted(client: StrictClient, account: Account) -> None:
    AccommodationFactory(person_id=account.person_id, granted_by_id=account.person_id, aids=["large_text"])
    AccountSessionFactory(account=account, device="Chrome（Android）")

    page = client.get("/account").text

    assert "佐藤 花子（サトウ ハナコ）" in page
    assert "試験時間 1.3倍（120分 → 156分）" in page
    assert "大きな文字" in page
    assert "Chrome（Android）" in page
    assert "この端末" in page


def test_the_number_of_devices_does_not_change_the_number_of_queries(
    client: StrictClient, account: Account, queries: list[str]
) -> None:
    counts = []
    for more in (0, 2):
        AccountSessionFactory.create_batch(more, account=account)
        client.get("/account")
        queries.clear()
        client.get("/account")
        counts.append(len(queries))

    # the session, devices, former names, help, accommodation, whether there is a password, unread notices
    assert counts == [7, 7]


def test_a_changed_name_is_kept_with_its_last_day(client: StrictClient, account: Account, db: Session) -> None:
    assert client.get("/account/name").status_code == 200

    done = client.post("/account/name", data={"name": "鈴木 花子", "kana": "すずき はなこ"})

    assert (done.status_code, done.location) == (303, "/account")
    assert (account.person.name, account.person.kana) == ("鈴木 花子", "スズキ ハナコ")
    former = db.scalars(select(FormerName)).one()
    assert (former.name, former.kana, former.until_on) == ("佐藤 花子", "サトウ ハナコ", clock.today())
    client.post("/account/name", data={"name": "鈴木 花子", "kana": "スズキ ハナコ"})
    assert db.scalar(select(func.count()).select_from(FormerName)) == 1


def test_a_bad_name_is_refused_and_kept_on_the_page(client: StrictClient, account: Account) -> None:
    refused = client.post("/account/name", data={"name": "鈴木 花子", "kana": "鈴木"})

    assert refused.status_code == 422
    assert 'value="鈴木 花子"' in refused.text
    assert account.person.name == "佐藤 花子"


def test_a_new_address_counts_when_its_letter_was_opened(client: StrictClient, account: Account) -> None:
    old = account.email
    assert client.get("/account/email").status_code == 200

    asked = client.post("/account/email", data={"email": "new@example.jp", "own_password": PASSWORD})

    assert (asked.status_code, asked.location) == (303, "/account/email/sent")
    assert client.get(asked.location).status_code == 200
    assert account.email == old
    assert subjects(old or "") == ["メールアドレスの変更の申し込み"]
    link = link_to("new@example.jp")
    assert "new@example.jp" in client.get(link).text
    assert client.post(link).location == "/account"
    assert account.email == "new@example.jp"
    assert client.post(link).status_code == 404


def test_the_address_of_another_account_gets_the_same_answer_and_no_link(
    client: StrictClient, account: Account, db: Session
) -> None:
    taken = AccountFactory().email

    asked = client.post("/account/email", data={"email": taken, "own_password": PASSWORD})

    assert (asked.status_code, asked.location) == (303, "/account/email/sent")
    assert subjects(taken) == ["すでに登録があります"]
    assert db.scalar(select(func.count()).select_from(LinkToken)) == 0


def test_an_address_taken_meanwhile_is_a_conflict(client: StrictClient, account: Account) -> None:
    client.post("/account/email", data={"email": "new@example.jp", "own_password": PASSWORD})
    AccountFactory(email="new@example.jp")

    assert client.post(link_to("new@example.jp")).status_code == 409


def test_a_new_password_keeps_this_device_and_signs_the_others_out(
    client: StrictClient, account: Account, db: Session
) -> None:
    other = client.application.test_client()
    assert isinstance(other, StrictClient)
    other.sign_in(account.person)
    assert client.get("/account/password").status_code == 200

    done = client.post("/account/password", data={"own_password": PASSWORD, "password": NEW})

    assert (done.status_code, done.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 303
    assert client.post("/login", data={"email": account.email, "password": NEW}).status_code == 303
    assert subjects(account.email or "") == ["パスワードを変更しました"]
    assert db.scalars(select(AuditEntry.action)).all() == ["account.change_password"]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/account/password", {"password": NEW}),
        ("/account/email", {"email": "new@example.jp"}),
        ("/account/delete", {}),
    ],
)
def test_what_is_dear_asks_for_the_password_and_throttles_guesses(
    client: StrictClient, account: Account, db: Session, path: str, data: dict[str, str]
) -> None:
    wrong = {**data, "own_password": "chigaupasuwaado"}

    refused = [client.post(path, data=wrong) for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS)]

    assert {answer.status_code for answer in refused} == {422}
    assert "いまのパスワードが違います。" in refused[0].text
    assert client.post(path, data={**data, "own_password": PASSWORD}).status_code == 429
    assert (account.erased_at, account.auth_version) == (None, 1)


def test_who_came_by_a_card_proves_the_password_they_chose(client: StrictClient, db: Session) -> None:
    account = AccountFactory(person=member(), credentials=[], email=None, email_confirmed_at=None)
    client.sign_in(account.person)
    client.post("/account/password", data={"password": NEW})

    wrong = client.post("/account/email", data={"email": "new@example.jp", "own_password": PASSWORD})
    asked = client.post("/account/email", data={"email": "new@example.jp", "own_password": NEW})
    client.post(link_to("new@example.jp"))
    changed = client.post("/account/password", data={"own_password": NEW, "password": PASSWORD})
    client.sign_out()

    assert (wrong.status_code, asked.status_code, changed.status_code) == (422, 303, 303)
    assert client.post("/login", data={"email": "new@example.jp", "password": PASSWORD}).status_code == 303


def test_whoever_else_came_by_a_card_guesses_on_an_account_of_their_own(client: StrictClient, db: Session) -> None:
    one, other = (AccountFactory(person=member(), email=None, email_confirmed_at=None) for _ in range(2))
    client.sign_in(one.person)
    guesses = [
        client.post("/account/delete", data={"own_password": "chigaupasuwaado"}).status_code
        for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS + 1)
    ]
    client.sign_in(other.person)

    assert guesses == [422] * FAILURES_PER_ACCOUNT_AND_ADDRESS + [429]
    subjects_told = db.scalars(select(AuditEntry.subject).where(AuditEntry.action == "account.throttled")).all()
    assert subjects_told == [f"account:{one.id}"]
    assert client.post("/account/delete", data={"own_password": PASSWORD}).status_code == 303


def test_one_device_is_signed_out_from_another(client: StrictClient, account: Account) -> None:
    device = AccountSessionFactory(account=account)

    done = client.post(f"/account/devices/{device.id}/sign-out")

    assert done.status_code == 303
    assert device.ended_at is not None
    assert client.get("/account").status_code == 200


def test_the_device_of_somebody_else_is_not_found(client: StrictClient, account: Account) -> None:
    device = AccountSessionFactory()

    assert client.post(f"/account/devices/{device.id}/sign-out").status_code == 404
    assert client.post("/account/devices/99999999999/sign-out").status_code == 404
    assert device.ended_at is None


def test_signing_out_everywhere_signs_out_this_device_too(client: StrictClient, account: Account) -> None:
    other = client.application.test_client()
    assert isinstance(other, StrictClient)
    other.sign_in(account.person)

    done = client.post("/account/devices/sign-out-all")

    assert (done.status_code, done.location) == (303, "/login")
    assert [each.get("/account").status_code for each in (client, other)] == [303, 303]


def test_leaving_takes_away_all_that_names_a_person(client: StrictClient, account: Account, db: Session) -> None:
    person, email = account.person, account.email or ""
    PermissionGrantFactory(membership_id=person.memberships[0].id)
    FormerNameFactory(person_id=person.id)
    NoticeFactory(person_id=person.id)
    NoticePreferenceFactory(person_id=person.id)
    AccommodationFactory(person_id=person.id, granted_by_id=person.id)
    mail.send(to=email, subject="前の手紙", body="本文").sent_at = clock.now()
    heard: list[AccountErased] = []
    listens(AccountErased)(heard.append)
    assert f"退会者{person.id}" in client.get("/account/delete").text

    done = client.post("/account/delete", data={"own_password": PASSWORD})

    assert (done.status_code, done.location) == (303, "/")
    assert client.get("/account").status_code == 303
    assert (person.name, person.kana) == (f"退会者{person.id}", "")
    assert person.pseudonymised_at is not None
    assert (account.email, account.erased_at is None) == (None, False)
    for gone in (Credential, FormerName, Membership, Notice, NoticePreference, LinkToken):
        assert db.scalar(select(func.count()).select_from(gone)) == 0
    assert db.scalars(select(AccountSession.device)).all() == [None]
    assert db.scalars(select(Accommodation.factor)).one() == Decimal("1.30")
    assert subjects(email) == ["退会の手続きが終わりました"]
    assert heard == [AccountErased(person.id)]
    assert client.post("/login", data={"email": email, "password": PASSWORD}).status_code == 422


def test_one_who_left_may_come_back_as_somebody_new(client: StrictClient, account: Account, db: Session) -> None:
    email = account.email
    client.post("/account/delete", data={"own_password": PASSWORD})

    typed = {"name": "佐藤 花子", "kana": "サトウ", "email": email, "password": NEW, "agree": "y"}
    assert client.post("/signup", data=typed).status_code == 303

    assert db.scalar(select(func.count()).select_from(Person)) == 2


def test_the_only_administrator_cannot_leave_and_the_second_can(client: StrictClient, db: Session) -> None:
    account = AccountFactory(person=member(Role.ADMINISTRATOR))
    client.sign_in(account.person)

    alone = client.post("/account/delete", data={"own_password": PASSWORD})
    AccountFactory(person=member(Role.ADMINISTRATOR))
    together = client.post("/account/delete", data={"own_password": PASSWORD})

    assert (alone.status_code, together.status_code) == (409, 303)


def test_letters_that_are_under_way_still_go_out(client: StrictClient, account: Account, db: Session) -> None:
    waiting = mail.send(to=account.email or "", subject="まだの手紙", body="本文")

    client.post("/account/delete", data={"own_password": PASSWORD})

    assert db.get(Mail, waiting.id) is not None
