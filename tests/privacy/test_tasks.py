from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, mail, tasks
from app.accounts.rules import Role
from app.privacy import erased
from app.privacy import tasks as worker
from app.tasks import Outbox
from tests.factories import member


def test_done_work_goes_and_failed_work_stays(db: Session) -> None:
    now = clock.now()
    mail.send(to="a@example.jp", subject="手紙", body="本文")
    db.commit()
    tasks.run_due()
    [row] = db.scalars(select(Outbox))
    row.done_at = now - timedelta(days=31)

    worker.clear()

    assert db.scalars(select(Outbox)).all() == []


def test_who_has_left_is_noted_beside_the_database(app: Flask, db: Session) -> None:
    gone = member(Role.CANDIDATE, pseudonymised_at=clock.now())

    worker.note_who_has_left()

    assert gone.id in erased.read(app.config["INSTANCE"] / erased.NAME)
