from __future__ import annotations

from contextvars import Context

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import audit
from app.accounts.models import Organisation
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.db import transaction
from app.notices.models import Notice
from app.operation import tasks
from tests.factories import AccountFactory, OrganisationFactory, member


def test_every_administrator_is_told_of_a_broken_trail(db: Session) -> None:
    keeper = AccountFactory(person=member(Role.ADMINISTRATOR)).person
    AccountFactory(person=member(Role.ORGANISER))
    entry = audit.record("exams.rule", "paper:1", by=None)
    db.commit()

    tasks.watch_the_trail()
    assert db.scalars(select(Notice)).all() == []

    db.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": "f" * 64})
    db.commit()
    with transaction():  # as the worker calls it
        tasks.watch_the_trail()

    [notice] = db.scalars(select(Notice))
    assert (notice.person_id, notice.title) == (keeper.id, tasks.TITLE)
    assert f"{entry.id + 1} 番の行" in notice.body


def test_people_save_while_the_trail_is_walked(app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    audit.record("exams.rule", "paper:1", by=None)
    db.commit()
    digest = AuditEntry.digest

    def save() -> None:
        with app.app_context(), transaction():
            OrganisationFactory(slug="meanwhile")

    def slow(self: AuditEntry) -> str:
        Context().run(save)
        return digest(self)

    monkeypatch.setattr(AuditEntry, "digest", slow)
    with transaction():
        tasks.watch_the_trail()

    assert db.scalars(select(Organisation.slug)).all() == ["meanwhile"]
    assert db.scalars(select(Notice)).all() == []
