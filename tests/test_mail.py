from __future__ import annotations

import pytest
from flask import Flask
from flask_mailman import EmailMessage
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import mail, tasks
from app.db import db as database_of_the_app
from app.mail import WIPED, Mail
from app.tasks import Outbox, OutboxState


def test_no_transaction_waits_for_the_mail_server(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = []
    monkeypatch.setattr(
        EmailMessage, "send", lambda _self: waiting.append(database_of_the_app.session().in_transaction())
    )
    mail.send(to="hanako@example.jp", subject="手紙", body="本文")
    db.commit()

    tasks.run_due()

    assert waiting == [False]
    assert db.scalars(select(Mail.sent_at)).one() is not None
    assert db.scalars(select(Outbox.state)).one() is OutboxState.DONE


def test_a_mail_server_that_does_not_answer_is_given_up(app: Flask) -> None:
    assert app.extensions["mailman"].timeout == 10


def test_a_letter_goes_out_once_and_its_secret_is_wiped(db: Session, letters: list[EmailMessage]) -> None:
    letter = mail.send(to="hanako@example.jp", subject="手紙", body="秘密", carries_secret=True)
    db.commit()

    tasks.run_due()
    mail.deliver(letter.id)  # as after a crash between the sending and the end of its row

    assert [sent.body for sent in letters] == ["秘密"]
    db.refresh(letter)
    assert letter.body == WIPED


def test_a_letter_that_could_not_go_out_stays_to_be_sent(db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_self: EmailMessage) -> None:
        raise TimeoutError("the mail server does not answer")

    monkeypatch.setattr(EmailMessage, "send", refuse)
    letter = mail.send(to="hanako@example.jp", subject="手紙", body="秘密", carries_secret=True)
    db.commit()

    with pytest.raises(TimeoutError):
        tasks.run_due()

    db.refresh(letter)
    assert (letter.sent_at, letter.body) == (None, "秘密")
    assert db.scalars(select(Outbox.state)).one() is OutboxState.WAITING


def test_a_letter_that_was_cleared_before_it_could_go_is_sent_no_more(
    db: Session, letters: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, going = (mail.send(to="hanako@example.jp", subject="手紙", body="本文") for _ in "ab")
    db.flush()
    ids = [gone.id, going.id]
    db.delete(gone)
    db.commit()
    mail.deliver(ids[0])

    def clear(_self: EmailMessage) -> None:
        db.execute(delete(Mail))
        db.commit()

    monkeypatch.setattr(EmailMessage, "send", clear)
    mail.deliver(ids[1])

    assert (letters, db.scalars(select(Mail)).all()) == ([], [])
