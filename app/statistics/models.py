"""Tables: what the worker has reckoned of each edition of a paper, files of it, and how people's chances stand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.db import Id, Model
from app.exams.models import PaperEdition
from app.files import StoredFile
from app.questions.models import QuestionVersion
from app.statistics.rules import Basis, Scale
from app.statistics.rules.columns import FileKind


class PaperReport(Model):
    """統計の報告: an edition on one basis, as of `computed_at`.

    `finished` and `last_closed_at` say what was there to be counted: when they differ, it is reckoned anew.
    """

    __tablename__ = "paper_report"
    __table_args__ = (UniqueConstraint("edition_id", "basis"),)

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    basis: Mapped[Basis]
    revision: Mapped[int]
    finished: Mapped[int]
    last_closed_at: Mapped[datetime | None]
    counted: Mapped[int]
    by_staff: Mapped[int]
    computed_at: Mapped[datetime]
    covariance: Mapped[dict[str, Any] | None] = deferred(mapped_column(JSON(none_as_null=True)))

    edition: Mapped[PaperEdition] = relationship()
    scales: Mapped[list[ScaleFigures]] = relationship(cascade="all, delete-orphan", order_by="ScaleFigures.place")
    questions: Mapped[list[QuestionFigures]] = relationship(
        cascade="all, delete-orphan", order_by="QuestionFigures.number"
    )

    @property
    def total(self) -> ScaleFigures:
        return self.scales[0]


class ScaleFigures(Model):
    """得点の集計: the figures of a total; what is undefined is null in `figures`."""

    __tablename__ = "scale_figures"

    report_id: Mapped[int] = mapped_column(ForeignKey("paper_report.id"), primary_key=True)
    place: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    kind: Mapped[Scale]
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    questions: Mapped[int]
    figures: Mapped[dict[str, Any]]


class QuestionFigures(Model):
    """問題の統計: a number of an edition in its version, with its statements and its sets."""

    __tablename__ = "question_figures"

    report_id: Mapped[int] = mapped_column(ForeignKey("paper_report.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    figures: Mapped[dict[str, Any]]
    statements: Mapped[dict[str, Any]]
    sets: Mapped[dict[str, Any]]

    version: Mapped[QuestionVersion] = relationship()


class ReportFile(Model):
    """保存用のファイル: all tables of an edition on one basis; the old one can be had until the new one is made."""

    __tablename__ = "report_file"
    __table_args__ = (
        UniqueConstraint("edition_id", "basis", "kind"),
        CheckConstraint("(file_id IS NULL) = (made_at IS NULL)", name="made_has_file"),
    )

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    basis: Mapped[Basis]
    kind: Mapped[FileKind]
    asked_at: Mapped[datetime]
    made_at: Mapped[datetime | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))

    edition: Mapped[PaperEdition] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @property
    def waiting(self) -> bool:
        return self.made_at is None or self.made_at < self.asked_at


class PassOutlook(Model):
    """合格の見込み: how likely somebody passes a paper as hard as the one that they sat last, with an interval.

    By all papers of one organisation that the person has sat, each the first time.
    """

    __tablename__ = "pass_outlook"
    __table_args__ = (
        UniqueConstraint("person_id", "organisation_id"),
        CheckConstraint("low <= chance AND chance <= high", name="chance_inside"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    papers: Mapped[int] = mapped_column(SmallInteger)
    last_sat_at: Mapped[datetime]
    chance: Mapped[float]
    low: Mapped[float]
    high: Mapped[float]
    parts: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    edition: Mapped[PaperEdition] = relationship()
