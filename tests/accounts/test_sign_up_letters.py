"""Whose letter it is: a sign-up by one, an address of another."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import actions
from app.accounts.models import Account, Consent, Credential, Person
from app.accounts.rules import FAILURES_PER_ACCOUNT_AND_ADDRESS
from app.db import transaction
from tests.accounts.letters import letters_to, link_to, subjects
from tests.accounts.test_sign_up import EMAIL, TYPED
from tests.client import StrictClient
from tests.factories import PASSWORD


def test_who_signs_up_first_with_my_address_does_not_choose_my_password(client: StrictClient, db: Session) -> None:
    client.post("/signup", data={**TYPED, "name": "だれか", "password": "anogofushigina"})
    theirs = link_to(EMAIL)
    client.post("/signup", data=TYPED)
    mine = link_to(EMAIL)

    client.post(mine)

    client.post("/logout")
    assert client.post(theirs).status_code == 404
    assert client.post("/login", data={"email": EMAIL, "password": "anogofushigina"}).status_code == 422
    assert client.post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    assert db.scalars(select(Person.name)).one() == "佐藤 花子"


OTHERS = {**TYPED, "name": "だれか", "kana": "だれか", "password": "anogofushigina"}


def test_nobody_has_a_letter_sent_that_brings_in_their_own_password(client: StrictClient, db: Session) -> None:
    client.post("/signup", data=OTHERS)
    theirs = link_to(EMAIL)
    client.post("/signup", data=TYPED)
    mine = link_to(EMAIL)
    client.post("/signup/resend", data={"email": EMAIL})

    assert client.get(theirs).status_code == 404
    assert client.post(theirs).status_code == 404
    assert client.get(mine).status_code == 200  # the same sign-up: either letter will do
    newest = letters_to(EMAIL)[-1]
    assert "佐藤 花子 さん" in newest.body
    assert client.post(link_to(EMAIL), data={"password": PASSWORD}).location == "/"

    client.post("/logout")
    assert client.post(mine).status_code == 404
    assert client.post("/login", data={"email": EMAIL, "password": OTHERS["password"]}).status_code == 422
    assert client.post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    person = db.scalars(select(Person)).one()
    assert (person.name, person.kana) == ("佐藤 花子", "サトウ ハナコ")


def test_opening_a_letter_that_a_stranger_caused_does_not_take_the_strangers_password(
    app: Flask, client: StrictClient, db: Session
) -> None:
    client.post("/signup", data=TYPED)
    StrictClient(app).post("/signup", data=OTHERS)
    caused_by_a_stranger = link_to(EMAIL)

    page = client.get(caused_by_a_stranger)
    refused = [client.post(caused_by_a_stranger, data=data) for data in ({}, {"password": PASSWORD})]

    assert "登録のときに決めたパスワード" in page.text
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "ほかの人があなたのアドレスを入力したのかもしれません" in refused[1].text
    assert db.scalars(select(Account.email_confirmed_at)).one() is None

    client.post("/signup", data=TYPED)
    assert client.post(link_to(EMAIL)).location == "/"


def test_on_another_device_the_letter_asks_for_the_password(app: Flask, client: StrictClient) -> None:
    client.post("/signup", data=TYPED)
    phone = StrictClient(app)

    wrong = phone.post(link_to(EMAIL), data={"password": "chigaupasuwaado"})
    right = phone.post(link_to(EMAIL), data={"password": PASSWORD})

    assert (wrong.status_code, right.status_code, right.location) == (422, 303, "/")
    assert phone.get("/account").status_code == 200


def test_the_password_of_a_letter_cannot_be_guessed_for_long(app: Flask, client: StrictClient) -> None:
    client.post("/signup", data=TYPED)
    other = StrictClient(app)

    answers = [
        other.post(link_to(EMAIL), data={"password": "chigaupasuwaado"}).status_code
        for _ in range(FAILURES_PER_ACCOUNT_AND_ADDRESS + 1)
    ]

    assert answers == [422] * FAILURES_PER_ACCOUNT_AND_ADDRESS + [429]


def test_the_newest_sign_up_is_the_one_that_agreed(
    client: StrictClient, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/signup", data=OTHERS)
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    client.post("/signup", data=TYPED)

    agreed = db.scalars(select(Consent)).all()
    assert {(consent.purpose, consent.given_at) for consent in agreed} == {("privacy", later), ("terms", later)}
    assert len(agreed) == 2


def test_a_sign_up_after_the_confirmation_changes_nothing(client: StrictClient, db: Session) -> None:
    client.post("/signup", data=TYPED)
    client.post(link_to(EMAIL))
    client.post("/logout")

    client.post("/signup", data=OTHERS)
    client.post("/signup/resend", data={"email": EMAIL})

    assert subjects(EMAIL) == ["メールアドレスの確認", "すでに登録があります"]
    assert client.post("/login", data={"email": EMAIL, "password": PASSWORD}).status_code == 303
    assert db.scalars(select(Person.name)).one() == "佐藤 花子"


def test_a_sign_up_in_the_midst_of_the_confirmation_changes_nothing(
    app: Flask, client: StrictClient, db: Session
) -> None:
    client.post("/signup", data=TYPED)
    token = link_to(EMAIL).rpartition("/")[2]
    secret = db.scalars(select(Credential.secret)).one()
    db.rollback()
    actions.confirm_email(token, now=clock.now())
    db.flush()

    def sign_up_meanwhile() -> None:
        with app.app_context(), transaction():
            actions.sign_up("だれか", "ダレカ", EMAIL, "anogofushigina", address="203.0.113.9", now=clock.now())

    other = Thread(target=sign_up_meanwhile)
    other.start()
    other.join(0.3)
    assert other.is_alive()  # it waits for us
    db.commit()
    other.join()

    assert subjects(EMAIL) == ["メールアドレスの確認", "すでに登録があります"]
    assert db.scalars(select(Credential.secret)).one() == secret
    assert db.scalars(select(Person.name)).one() == "佐藤 花子"
