"""Tables: attendance, and the ledger of minutes that nobody changes: a correction is a row of its own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.training.models.curricula import Module
from app.training.models.running import CohortSession, Enrolment
from app.training.rules.attendance import AttendanceState, Method
from app.training.rules.ledger import MinuteSource
from app.training.rules.words import Form


class MinuteEntry(Model):
    """時間: minutes of somebody in a module. A row that another corrects stands no more, but stays."""

    __tablename__ = "minute_entry"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("corrects_id IS NULL OR reason IS NOT NULL", name="correction_has_reason"),
        UniqueConstraint("corrects_id"),
        Index(
            "uq_minute_entry_reference",
            "enrolment_id",
            "module_id",
            "reference",
            unique=True,
            sqlite_where=text("corrects_id IS NULL"),
            postgresql_where=text("corrects_id IS NULL"),
        ),
        # Sums are read from the index alone: the board of a thousand learners has sixty thousand rows to add up.
        Index("ix_minute_entry_sums", "enrolment_id", "module_id", "minutes"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    form: Mapped[Form | None]
    source: Mapped[MinuteSource]
    reference: Mapped[str] = mapped_column(String(120))
    minutes: Mapped[int]
    reason: Mapped[str | None]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("minute_entry.id"))
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    module: Mapped[Module] = relationship()
    made_by: Mapped[Person | None] = relationship()


class Attendance(Model):
    """出席: of one enrolment at one session; `version` tells two who mark at once from each other."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("session_id", "enrolment_id"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(ForeignKey("cohort_session.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    state: Mapped[AttendanceState]
    arrived_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    minutes: Mapped[int]
    method: Mapped[Method]
    version: Mapped[int]
    marked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    marked_at: Mapped[datetime]

    session: Mapped[CohortSession] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
