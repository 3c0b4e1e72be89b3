"""Tables: who works in which office, and what each lets it see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Office, Person
from app.db import Id, Model
from app.offices.rules import Subject


class OfficeMember(Model):
    """所属: a person works in an office since a day; they alone decide what it sees."""

    __tablename__ = "office_member"
    __table_args__ = (
        Index(
            "uq_office_member_once",
            "office_id",
            "person_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    office_id: Mapped[int] = mapped_column(ForeignKey("office.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    office: Mapped[Office] = relationship()
    person: Mapped[Person] = relationship()
    shares: Mapped[list[OfficeShare]] = relationship(back_populates="member", order_by="OfficeShare.id")

    def shared(self) -> frozenset[Subject]:
        """What the office may see today."""
        return frozenset(share.subject for share in self.shares if share.withdrawn_at is None)


class OfficeShare(Model):
    """共有: a consent to one thing, with the version of what was read and its times."""

    __tablename__ = "office_share"
    __table_args__ = (
        Index(
            "uq_office_share_once",
            "member_id",
            "subject",
            unique=True,
            sqlite_where=text("withdrawn_at IS NULL"),
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    member_id: Mapped[int] = mapped_column(ForeignKey("office_member.id"))
    subject: Mapped[Subject]
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    member: Mapped[OfficeMember] = relationship(back_populates="shares")
