"""Tables: what people have asked of those who keep their data."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.privacy.rules.asking import RequestKind, RequestState


class Disclosure(Model):
    """開示: an archive of all that the site knows of a person; the worker makes it, some days later it goes."""

    __tablename__ = "disclosure"
    __table_args__ = (
        CheckConstraint("(ready_at IS NULL) = (archive IS NULL)", name="ready_has_archive"),
        Index(
            "uq_disclosure_one_waiting",
            "person_id",
            unique=True,
            sqlite_where=text("ready_at IS NULL"),
            postgresql_where=text("ready_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    ready_at: Mapped[datetime | None]
    archive: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))


class PrivacyRequest(Model):
    """訂正・利用停止: what a person wishes done with their data, and the answer."""

    __tablename__ = "privacy_request"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered_has_time"),
        CheckConstraint("(state = 'open') = (answer IS NULL)", name="answered_has_answer"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[RequestKind]
    about: Mapped[str] = mapped_column(String(80))
    wish: Mapped[str]
    state: Mapped[RequestState] = mapped_column(default=RequestState.OPEN)
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
