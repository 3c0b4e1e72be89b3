"""Tables: 研修記録シート of a cohort, its goals, what people rated, links for managers, reminders."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Person
from app.db import Id, Model
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.rules import records as rules
from app.training.rules.records import Days, Moment, Nudge, Rater, Window


class RecordPlan(Model):
    """The days on which the sheets of a cohort are due."""

    __tablename__ = "record_plan"
    __table_args__ = (
        CheckConstraint(
            "before_due_on < after_opens_on AND after_opens_on <= after_due_on AND after_due_on < later_opens_on"
            " AND later_opens_on <= later_due_on AND later_due_on <= closes_on",
            name="days_follow_each_other",
        ),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), unique=True)
    opened_on: Mapped[date]
    before_due_on: Mapped[date]
    after_opens_on: Mapped[date]
    after_due_on: Mapped[date]
    later_opens_on: Mapped[date]
    later_due_on: Mapped[date]
    closes_on: Mapped[date]
    changed_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()

    def window(self, moment: Moment) -> Window:
        return self.days().window(moment, self.opened_on)

    def days(self) -> Days:
        return Days(*(getattr(self, name) for name in rules.DAY_LABELS))


class RecordGoal(Model):
    """獲得目標: what is rated, in the words that held when the cohort began."""

    __tablename__ = "record_goal"
    __table_args__ = (UniqueConstraint("cohort_id", "module_id", "position"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    position: Mapped[int]
    text: Mapped[str]

    module: Mapped[Module] = relationship()


class RecordSheet(Model):
    """One sheet of one enrolment; a draft until it is handed in, and again when an organiser gives it back."""

    __tablename__ = "record_sheet"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "moment", "rater"),
        CheckConstraint("(handed_in_at IS NULL) = (signed_name IS NULL)", name="handed_in_has_name"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    moment: Mapped[Moment]
    rater: Mapped[Rater]
    comment: Mapped[str]
    saved_at: Mapped[datetime]
    handed_in_at: Mapped[datetime | None]
    signed_name: Mapped[str | None] = mapped_column(String(80))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    enrolment: Mapped[Enrolment] = relationship()
    by: Mapped[Person | None] = relationship()
    ratings: Mapped[list[RecordRating]] = relationship(cascade="all, delete-orphan")

    def levels(self) -> dict[int, int]:
        return {each.goal_id: each.level for each in self.ratings}


class RecordRating(Model):
    """How far somebody is with one goal."""

    __tablename__ = "record_rating"
    __table_args__ = (
        UniqueConstraint("sheet_id", "goal_id"),
        CheckConstraint(f"level BETWEEN {rules.LOWEST} AND {rules.HIGHEST}", name="level_in_range"),
    )

    id: Mapped[Id]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("record_sheet.id"))
    goal_id: Mapped[int] = mapped_column(ForeignKey("record_goal.id"), index=True)
    level: Mapped[int] = mapped_column(SmallInteger)


class RecordReturn(Model):
    """That an organiser gave a sheet back, why, and what it said until then."""

    __tablename__ = "record_return"

    id: Mapped[Id]
    sheet_id: Mapped[int] = mapped_column(ForeignKey("record_sheet.id"), index=True)
    handed_in_at: Mapped[datetime]
    signed_name: Mapped[str] = mapped_column(String(80))
    comment: Mapped[str]
    levels: Mapped[dict[str, Any]]
    reason: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    at: Mapped[datetime]

    sheet: Mapped[RecordSheet] = relationship()
    by: Mapped[Person] = relationship()


class RecordLink(Model):
    """A manager's link to one sheet, without an account; only its hash is kept, and a newer one replaces it."""

    __tablename__ = "record_link"
    __table_args__ = (CheckConstraint("used_at IS NULL OR replaced_at IS NULL", name="used_or_replaced"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"), index=True)
    moment: Mapped[Moment]
    name: Mapped[str] = mapped_column(String(80))
    email: Mapped[str | None] = mapped_column(String(254))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]

    enrolment: Mapped[Enrolment] = relationship()


class RecordReminder(Model):
    """That somebody was reminded of a sheet, and of which day."""

    __tablename__ = "record_reminder"
    __table_args__ = (UniqueConstraint("enrolment_id", "moment", "rater", "nudge"),)

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    moment: Mapped[Moment]
    rater: Mapped[Rater]
    nudge: Mapped[Nudge]
    sent_at: Mapped[datetime]
