from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app import audit
from app.accounts.rules import Role
from app.notices.models import Notice
from app.operation import tasks
from tests.factories import AccountFactory, member


def test_every_administrator_is_told_of_a_broken_trail(db: Session) -> None:
    keeper = AccountFactory(person=member(Role.ADMINISTRATOR)).person
    AccountFactory(person=member(Role.ORGANISER))
    entry = audit.record("exams.rule", "paper:1", by=None)
    db.commit()

    tasks.watch_the_trail()
    assert db.scalars(select(Notice)).all() == []

    db.execute(text("UPDATE audit_head SET hash = :hash"), {"hash": "f" * 64})
    tasks.watch_the_trail()

    [notice] = db.scalars(select(Notice))
    assert (notice.person_id, notice.title) == (keeper.id, tasks.TITLE)
    assert f"{entry.id + 1} 番の行" in notice.body
