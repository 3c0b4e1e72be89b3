"""Tables: licences that people keep an eye on here, each renewal a row of its own, and which reminders have gone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.training.rules.licences import LicenceKind


class Licence(Model):
    """資格の証: never changed; the newest of its kind stands, a mistake is withdrawn, and all stay in sight."""

    __tablename__ = "licence"
    __table_args__ = (CheckConstraint("issued_on < expires_on", name="expires_after_issue"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[LicenceKind]
    number: Mapped[str | None] = mapped_column(String(40))
    issued_on: Mapped[date]
    expires_on: Mapped[date] = mapped_column(index=True)
    recorded_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    reminders: Mapped[list[LicenceReminder]] = relationship()


class LicenceReminder(Model):
    """A reminder that has gone: so many days before the end."""

    __tablename__ = "licence_reminder"
    __table_args__ = (UniqueConstraint("licence_id", "days"),)

    id: Mapped[Id]
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"))
    days: Mapped[int]
    sent_at: Mapped[datetime]
