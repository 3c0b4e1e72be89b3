"""Table: applications for 合理的配慮, which those who decide alone may read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import AccommodationGround, Organisation, Person
from app.accounts.rules.applications import ApplicationState, state_of
from app.db import Id, Model


class AccommodationApplication(Model):
    """申し込み: what somebody asks for, of which organisation; why, stands apart in its ground."""

    __tablename__ = "accommodation_application"
    __table_args__ = (
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_by_somebody"),
        CheckConstraint("(decided_at IS NULL) = (granted IS NULL)", name="decided_one_way"),
        CheckConstraint("decided_at IS NULL OR withdrawn_at IS NULL", name="decided_or_withdrawn"),
        Index(
            "uq_accommodation_application_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL AND withdrawn_at IS NULL"),
            postgresql_where=text("decided_at IS NULL AND withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    ground_id: Mapped[int | None] = mapped_column(ForeignKey("accommodation_ground.id"))
    wanted: Mapped[list[str]]
    sent_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    granted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(400), default="")
    withdrawn_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=person_id)
    organisation: Mapped[Organisation] = relationship()
    ground: Mapped[AccommodationGround | None] = relationship()

    def state(self) -> ApplicationState:
        return state_of(self.granted, self.withdrawn_at)
