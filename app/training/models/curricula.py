"""Tables: curricula in their editions, their modules and themes; the stock, and an organisation's own copies."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation
from app.db import Id, Model
from app.training.rules.words import Confidence, Form, Phase


class Curriculum(Model):
    """課程: one edition of a course. A copy belongs to an organisation and remembers its original."""

    __tablename__ = "curriculum"
    __table_args__ = (UniqueConstraint("organisation_id", "slug"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum.id"), index=True)
    slug: Mapped[str] = mapped_column(String(100))
    course: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    edition: Mapped[str] = mapped_column(String(40))
    edition_title: Mapped[str]
    in_force_from: Mapped[date | None]
    in_force_to: Mapped[date | None]
    target: Mapped[str]
    basis: Mapped[str]
    total_minutes: Mapped[int | None]
    total_source: Mapped[str]
    total_confidence: Mapped[Confidence]
    practicum_days: Mapped[int | None]
    practicum_rule: Mapped[str | None]
    note: Mapped[str]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    original: Mapped[Curriculum | None] = relationship(remote_side="Curriculum.id")
    themes: Mapped[list[CurriculumTheme]] = relationship(
        order_by="CurriculumTheme.position", cascade="all, delete-orphan"
    )
    modules: Mapped[list[Module]] = relationship(back_populates="curriculum", order_by="Module.position")


class CurriculumTheme(Model):
    """A subject whose minutes are known for the course as a whole (難病)."""

    __tablename__ = "curriculum_theme"
    __table_args__ = (UniqueConstraint("curriculum_id", "code"),)

    id: Mapped[Id]
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(40))
    title: Mapped[str]
    minutes: Mapped[int | None]
    source: Mapped[str]
    confidence: Mapped[Confidence]


class Module(Model):
    """科目: without minutes where no figure is known; in a copy the organisation sets that of its 要項."""

    __tablename__ = "module"
    __table_args__ = (
        UniqueConstraint("curriculum_id", "code"),
        CheckConstraint("minutes IS NULL OR minutes >= 0", name="minutes_not_negative"),
    )

    id: Mapped[Id]
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id"))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("module.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    position: Mapped[int]
    title: Mapped[str]
    phase: Mapped[Phase | None]
    goals: Mapped[list[str]]
    contents: Mapped[list[str]]
    form: Mapped[Form | None]
    delivery: Mapped[list[str]]
    minutes: Mapped[int | None]
    replaces: Mapped[list[str]]
    source: Mapped[str]
    confidence: Mapped[Confidence]
    lessons: Mapped[list[str]]
    final_check: Mapped[str | None] = mapped_column(String(80))
    withdrawn_at: Mapped[datetime | None]

    curriculum: Mapped[Curriculum] = relationship(back_populates="modules")
    original: Mapped[Module | None] = relationship(remote_side="Module.id")
