from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Account, AccountSession, Consent, LinkToken, Membership, Person
from app.accounts.rules import LETTERS_PER_RECIPIENT, Role
from app.mail import WIPED
from tests.accounts.letters import letters_to, link_to, subjects
from tests.client import StrictClient
from tests.factories import PASSWORD, AccountFactory

EMAIL = "hanako@example.jp"
TYPED = {"name": "佐藤 花子", "kana": "さとう はなこ", "email": "Hanako@Example.jp", "password": PASSWORD, "agree": "y"}


def test_a_newcomer_signs_up_confirms_and_signs_in(client: StrictClient, db: Session) -> None:
    assert client.get("/signup").status_code == 200

    sent = client.post("/signup", data=TYPED)
    confirmation = client.get(link_to(EMAIL))
    confirmed = client.post(link_to(EMAIL))

    assert (sent.status_code, sent.location) == (303, "/signup/sent")
    assert confirmation.status_code == 200
    assert (confirmed.status_code, confirmed.location) == (303, "/")
    assert client.get("/account").status_code == 200
    person = db.scalars(select(Person)).one()
    assert (person.name, person.kana) == ("佐藤 花子", "サトウ ハナコ")
    assert [(m.organisation.slug, m.role) for m in person.memberships] == [("gakusha", Role.CANDIDATE)]
    assert set(db.scalars(select(Consent.purpose))) == {"terms", "privacy"}

    client.post("/logout")
    assert client.get("/account").status_code == 303
    signed_in = client.post("/login", data={"email": EMAIL, "password": PASSWORD})

    assert (signed_in.status_code, signed_in.location) == (303, "/")
    assert client.get("/account").status_code == 200


def test_looking_at_the_link_changes_nothing(client: StrictClient, db: Session) -> None:
    client.post("/signup", data=TYPED)

    client.get(link_to(EMAIL))
    client.get(link_to(EMAIL))

    assert db.scalars(select(Account.email_confirmed_at)).one() is None
    assert db.scalars(select(LinkToken.used_at)).one() is None


def test_the_link_works_once(client: StrictClient) -> None:
    client.post("/signup", data=TYPED)
    link = link_to(EMAIL)
    client.post(link)

    assert client.post(link).status_code == 404
    assert client.get(link).status_code == 404


def test_the_link_is_worthless_after_a_day_and_for_another_purpose(
    client: StrictClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/signup", data=TYPED)
    link = link_to(EMAIL)

    for_a_password = link.replace("/confirm-email/", "/password/reset/")
    assert client.post(for_a_password, data={"password": PASSWORD}).status_code == 404
    later = clock.now() + timedelta(hours=24, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.post(link).status_code == 404
    assert db.scalars(select(Account.email_confirmed_at)).one() is None


def test_a_known_address_gets_the_same_answer_and_another_letter(client: StrictClient, db: Session) -> None:
    AccountFactory(email=EMAIL)

    known = client.post("/signup", data=TYPED)
    unknown = client.post("/signup", data={**TYPED, "email": "taro@example.jp"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/signup/sent")
    assert subjects(EMAIL) == ["すでに登録があります"]
    assert subjects("taro@example.jp") == ["メールアドレスの確認"]
    body = letters_to(EMAIL)[0].body
    assert "http://127.0.0.1:8000/login" in body
    assert "http://127.0.0.1:8000/password/forgotten" in body


def test_a_file_in_the_place_of_a_text_is_no_text(client: StrictClient) -> None:
    for name in ("name", "kana", "email", "password"):
        refused = client.post("/signup", data={**TYPED, name: (BytesIO(b"x"), "x.txt")})
        assert (name, refused.status_code) == (name, 422)
    for body in ([1], {"email": 5, "password": []}):
        assert client.post("/login", json=body).status_code == 422


def test_before_the_confirmation_only_the_right_password_hears_of_it(client: StrictClient) -> None:
    client.post("/signup", data=TYPED)

    right = client.post("/login", data={"email": EMAIL, "password": PASSWORD})
    wrong = client.post("/login", data={"email": EMAIL, "password": "chigaupasuwaado"})

    assert (right.status_code, wrong.status_code) == (422, 422)
    assert "確認メールをもう一度送る" in right.text
    assert "確認メールをもう一度送る" not in wrong.text


def test_the_letter_can_be_sent_again(client: StrictClient) -> None:
    client.post("/signup", data=TYPED)

    again = client.post("/signup/resend", data={"email": EMAIL})
    client.post("/signup/resend", data={"email": "nobody@example.jp"})

    assert (again.status_code, again.location) == (303, "/signup/sent")
    assert subjects(EMAIL) == ["メールアドレスの確認"] * 2
    assert subjects("nobody@example.jp") == []
    assert client.post(link_to(EMAIL), data={"password": PASSWORD}).location == "/"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "　", "氏名を入力してください。"),
        ("kana", "佐藤", "フリガナは、ひらがなかカタカナで入力してください。"),
        ("email", "hanako", "メールアドレスの形が違います。例：sato@example.jp"),
        ("password", "mijikai", "パスワードは10文字以上にしてください。"),
        ("password", "password123", "よく使われているパスワードです。別のものにしてください。"),
        ("agree", "", "登録するには、同意のチェックが必要です。"),
    ],
)
def test_a_bad_form_says_what_to_mend_and_keeps_what_was_typed(
    client: StrictClient, db: Session, field: str, value: str, sentence: str
) -> None:
    typed = {name: text for name, text in {**TYPED, field: value}.items() if text}

    answer = client.post("/signup", data=typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    kept = "hanako@example.jp" if field != "email" else "佐藤 花子"
    assert f'value="{kept}"' in answer.text
    assert PASSWORD not in answer.text
    assert db.scalar(select(func.count()).select_from(Person)) == 0


def test_an_address_gets_only_so_many_letters(client: StrictClient, db: Session) -> None:
    for _ in range(LETTERS_PER_RECIPIENT):
        assert client.post("/password/forgotten", data={"email": EMAIL}).status_code == 303

    refused = client.post("/signup", data=TYPED)

    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
    assert len(letters_to(EMAIL)) == LETTERS_PER_RECIPIENT
    assert client.post("/signup", data={**TYPED, "email": "taro@example.jp"}).status_code == 303


def test_the_secret_of_the_letter_is_kept_nowhere(client: StrictClient, db: Session, letters: list[object]) -> None:
    client.post("/signup", data=TYPED)
    token = link_to(EMAIL).rsplit("/", 1)[1]

    tasks.run_due()

    assert len(letters) == 1
    db.expire_all()
    assert letters_to(EMAIL)[0].body == WIPED
    stored = db.scalars(select(LinkToken)).one()
    assert token not in (stored.token_hash, str(stored.payload))


def test_the_confirmation_keeps_one_device_and_one_membership(client: StrictClient, db: Session) -> None:
    client.post("/signup", data=TYPED)
    client.post(link_to(EMAIL), headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})

    assert list(db.scalars(select(AccountSession.device))) == ["Firefox（Windows）"]
    assert db.scalar(select(func.count()).select_from(Membership)) == 1


def test_where_mail_goes_to_a_folder_the_page_says_where(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    sends = client.get("/signup/sent")
    monkeypatch.setitem(client.application.config, "MAIL_BACKEND", "file")
    writes = client.get("/signup/sent")

    folder = client.application.config["MAIL_FILE_PATH"]
    assert (folder in sends.text, folder in writes.text) == (False, True)


def test_the_terms_can_be_read_before(client: StrictClient) -> None:
    assert [client.get(page).status_code for page in ("/terms", "/privacy", "/signup")] == [200, 200, 200]
