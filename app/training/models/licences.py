"""Tables: licences that people keep an eye on here, each renewal a row of its own, and which reminders have gone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
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

    person: Mapped[Person] = relationship()
    reminders: Mapped[list[LicenceReminder]] = relationship(order_by="LicenceReminder.id")


class LicenceShare(Model):
    """共有: the consent that an organisation may see one's licences, with the version of what was read."""

    __tablename__ = "licence_share"
    __table_args__ = (
        Index(
            "uq_licence_share_once",
            "person_id",
            "organisation_id",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()


class LicenceReminder(Model):
    """A reminder that has gone: so many days before the end."""

    __tablename__ = "licence_reminder"
    __table_args__ = (UniqueConstraint("licence_id", "days"),)

    id: Mapped[Id]
    licence_id: Mapped[int] = mapped_column(ForeignKey("licence.id"))
    days: Mapped[int]
    sent_at: Mapped[datetime]
