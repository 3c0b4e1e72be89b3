"""Tables: lessons, their versions with what these rest on, and how far somebody has read."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.questions.models import Source


class Lesson(Model):
    """教材: what stays the same while its versions come and go; `path` is its file below lessons/."""

    __tablename__ = "lesson"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"), UniqueConstraint("organisation_id", "path"))

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(String(80))
    folder: Mapped[str] = mapped_column(String(40))
    path: Mapped[str] = mapped_column(String(160))
    created_at: Mapped[datetime]

    versions: Mapped[list[LessonVersion]] = relationship(back_populates="lesson", order_by="LessonVersion.number")


class LessonVersion(Model):
    """One wording of a lesson, never changed once it exists; `body` is its text without head and footnotes."""

    __tablename__ = "lesson_version"
    __table_args__ = (UniqueConstraint("lesson_id", "number"),)

    id: Mapped[Id]
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"))
    number: Mapped[int]
    title: Mapped[str]
    lead: Mapped[str]
    minutes: Mapped[int]
    as_of: Mapped[date]
    goals: Mapped[list[str]]
    check_slug: Mapped[str | None] = mapped_column(String(80))
    body: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    lesson: Mapped[Lesson] = relationship(back_populates="versions")
    citations: Mapped[list[LessonCitation]] = relationship(order_by="LessonCitation.position")


class LessonCitation(Model):
    """A footnote of a lesson: the source, and in a law the place in it."""

    __tablename__ = "lesson_citation"
    __table_args__ = (UniqueConstraint("version_id", "position"), UniqueConstraint("version_id", "mark"))

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    position: Mapped[int]
    mark: Mapped[str] = mapped_column(String(20))
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    article: Mapped[str | None]
    paragraph: Mapped[int | None]
    item: Mapped[str | None]
    suppl: Mapped[str | None]

    source: Mapped[Source] = relationship()


class LessonProgress(Model):
    """How far a person has read a lesson: the paragraph to go on at, and whether all was read."""

    __tablename__ = "lesson_progress"
    __table_args__ = (UniqueConstraint("person_id", "lesson_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("lesson_version.id"))
    paragraph: Mapped[int]
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    read_at: Mapped[datetime | None]

    lesson: Mapped[Lesson] = relationship()
    version: Mapped[LessonVersion] = relationship()


class SectionReading(Model):
    """The active seconds of a person with one section of a lesson, in an enrolment or freely; they never go down.

    Within an enrolment the lesson is read for its minutes; what was read freely before does not count there.
    """

    __tablename__ = "section_reading"
    __table_args__ = (
        CheckConstraint("seconds >= 0", name="seconds_not_negative"),
        Index(
            "uq_section_reading_free",
            "person_id",
            "lesson_id",
            "section",
            unique=True,
            sqlite_where=text("enrolment_id IS NULL"),
            postgresql_where=text("enrolment_id IS NULL"),
        ),
        Index(
            "uq_section_reading_enrolled",
            "person_id",
            "lesson_id",
            "section",
            "enrolment_id",
            unique=True,
            sqlite_where=text("enrolment_id IS NOT NULL"),
            postgresql_where=text("enrolment_id IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id"), index=True)
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id"))
    section: Mapped[int]
    seconds: Mapped[int]
    checked: Mapped[bool]
    changed_at: Mapped[datetime]
