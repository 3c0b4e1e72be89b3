"""Tables: trainings that run, their cohorts and dates, who takes part, what was assigned, the practicum."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, query_expression, relationship

from app.accounts.models import Office, Organisation, Person
from app.db import Id, Model
from app.training.models.curricula import Curriculum, Module
from app.training.rules.attendance import Missed
from app.training.rules.running import EnrolmentState, Route
from app.training.rules.words import Form


class CourseRun(Model):
    """期: a training of an organisation by its own copy of a curriculum, from a day to a day."""

    __tablename__ = "course_run"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="ends_after_start"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"))
    title: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    curriculum: Mapped[Curriculum] = relationship()
    cohorts: Mapped[list[Cohort]] = relationship(back_populates="run", order_by="Cohort.id")


class Cohort(Model):
    """受講クラス: who learns together; late, early and absent are judged by its rule, which says what is made up."""

    __tablename__ = "cohort"
    __table_args__ = (
        CheckConstraint("capacity > 0", name="capacity_above_zero"),
        CheckConstraint("grace_minutes >= 0 AND limit_minutes >= 0", name="rule_not_negative"),
        CheckConstraint("makeup_days IS NULL OR makeup_days > 0", name="makeup_days_above_zero"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("course_run.id"), index=True)
    title: Mapped[str]
    capacity: Mapped[int]
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    grace_minutes: Mapped[int] = mapped_column(default=5)
    limit_minutes: Mapped[int] = mapped_column(default=30)
    missed: Mapped[Missed] = mapped_column(default=Missed.TAKEN_OFF)
    makeup_days: Mapped[int | None]
    created_at: Mapped[datetime]

    run: Mapped[CourseRun] = relationship(back_populates="cohorts")


class CohortGroup(Model):
    """演習班: a part of a cohort that practises together, and who teaches it."""

    __tablename__ = "cohort_group"
    __table_args__ = (UniqueConstraint("cohort_id", "title"),)

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    title: Mapped[str] = mapped_column(String(60))
    lecturer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)

    cohort: Mapped[Cohort] = relationship()
    lecturer: Mapped[Person | None] = relationship()


class CohortSession(Model):
    """日程: a module taught at a time and a place; one that makes up for another names it (補講).

    `teacher` is somebody of the organisation; `lecturer` the name of a guest who has no account.
    """

    __tablename__ = "cohort_session"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("substr(online_url, 1, 8) = 'https://'", name="online_is_https"),
        Index("ix_cohort_session_cohort", "cohort_id", "starts_at"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_group.id"))
    makes_up_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_session.id"))
    form: Mapped[Form]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    online_url: Mapped[str | None] = mapped_column(String(500))
    lecturer: Mapped[str]
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[datetime]

    cohort: Mapped[Cohort] = relationship()
    module: Mapped[Module] = relationship()
    group: Mapped[CohortGroup | None] = relationship()
    makes_up: Mapped[CohortSession | None] = relationship(remote_side="CohortSession.id")
    teacher: Mapped[Person | None] = relationship()

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds()) // 60

    @property
    def taught_by(self) -> str:
        return self.teacher.name if self.teacher else self.lecturer


class Enrolment(Model):
    """受講: a person in a cohort, from the application to its end; it is never deleted.

    `former_name` is what the person wishes to see beside the name on the certificate. `invited_email` is set
    while somebody of a list has no account: whoever proves to have that address can take the enrolment over.
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "person_id"),
        UniqueConstraint("cohort_id", "number"),
        CheckConstraint("state <> 'enrolled' OR decided_at IS NOT NULL", name="enrolled_was_decided"),
        Index("ix_enrolment_person", "person_id"),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("cohort_group.id"))
    number: Mapped[int | None]
    former_name: Mapped[str | None]
    profession: Mapped[str | None] = mapped_column(String(60))
    invited_email: Mapped[str | None] = mapped_column(String(254), index=True)
    state: Mapped[EnrolmentState]
    route: Mapped[Route]
    applied_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    group: Mapped[CohortGroup | None] = relationship()


class Assignment(Model):
    """割当: a module for a whole cohort, or for one enrolment of it, with the day on which it is due."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index(
            "uq_assignment_cohort",
            "cohort_id",
            "module_id",
            unique=True,
            sqlite_where=text("enrolment_id IS NULL"),
            postgresql_where=text("enrolment_id IS NULL"),
        ),
        Index(
            "uq_assignment_enrolment",
            "enrolment_id",
            "module_id",
            unique=True,
            sqlite_where=text("enrolment_id IS NOT NULL"),
            postgresql_where=text("enrolment_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    due_on: Mapped[date | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    module: Mapped[Module] = relationship()
    # The report without which the module is not complete; the query of assignments brings it along.
    report_id: Mapped[int | None] = query_expression()


class Practicum(Model):
    """実習: where somebody learns in practice; the host signs it off through a link without an account.

    Where the host is an office that stands here, its manager may sign it off too.
    """

    __tablename__ = "practicum"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "module_id"),
        CheckConstraint("(signed_at IS NULL) = (signed_name IS NULL)", name="signed_has_name"),
        CheckConstraint("days_wanted > 0", name="days_above_zero"),
    )

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id"))
    module_id: Mapped[int] = mapped_column(ForeignKey("module.id"))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("office.id"), index=True)
    host: Mapped[str]
    supervisor: Mapped[str]
    days_wanted: Mapped[int]
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    token_expires_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    signed_name: Mapped[str | None]
    created_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()
    module: Mapped[Module] = relationship()
    office: Mapped[Office | None] = relationship()
    days: Mapped[list[PracticumDay]] = relationship(order_by="PracticumDay.on")

    @property
    def days_are_there(self) -> bool:
        return len(self.days) >= self.days_wanted


class PracticumDay(Model):
    """A day of the journal: its minutes stay, its text goes on `delete_text_on`; never with a client's data."""

    __tablename__ = "practicum_day"
    __table_args__ = (
        UniqueConstraint("practicum_id", "on"),
        CheckConstraint("minutes > 0", name="minutes_above_zero"),
    )

    id: Mapped[Id]
    practicum_id: Mapped[int] = mapped_column(ForeignKey("practicum.id"))
    on: Mapped[date]
    minutes: Mapped[int]
    text: Mapped[str]
    written_at: Mapped[datetime]
    delete_text_on: Mapped[date]
