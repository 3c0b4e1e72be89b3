"""Outgoing mail: a row and an outbox entry in the request's transaction; the worker delivers it."""

from __future__ import annotations

from datetime import datetime

from flask_mailman import EmailMessage
from sqlalchemy.orm import Mapped

from app import clock, tasks
from app.db import Id, Model, db, transaction

DELIVER = "mail.deliver"
WIPED = "（送信後に本文を消去しました）"


class Mail(Model):
    """One letter; the body of one that carries a secret link is wiped once it has gone out."""

    __tablename__ = "mail"

    id: Mapped[Id]
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    carries_secret: Mapped[bool]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


def send(*, to: str, subject: str, body: str, carries_secret: bool = False) -> Mail:
    """Write the letter; it leaves after the present transaction is committed."""
    letter = Mail(recipient=to, subject=subject, body=body, carries_secret=carries_secret, created_at=clock.now())
    db.session.add(letter)
    db.session.flush()  # the outbox row needs its id
    tasks.enqueue(DELIVER, mail_id=letter.id)
    return letter


@tasks.task(DELIVER, own_transactions=True)
def deliver(mail_id: int) -> None:
    """Hand the letter to the mail server (or the folder); one that has gone out does not go twice.

    Nobody waits for a slow mail server: no transaction is open while it talks. A letter that could
    not go for so long that it was cleared goes no more.
    """
    with transaction():
        letter = db.session.get(Mail, mail_id)
        if letter is None or letter.sent_at is not None:
            return
        message = EmailMessage(letter.subject, letter.body, to=[letter.recipient])
    message.send()
    with transaction():
        letter = db.session.get(Mail, mail_id)
        if letter is None:
            return
        letter.sent_at = clock.now()
        if letter.carries_secret:
            letter.body = WIPED
