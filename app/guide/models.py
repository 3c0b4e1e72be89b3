"""Table: the dates of an examination as somebody has read them in its announcement."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model


class ExamDate(Model):
    """日程: a day, or the first and the last of some days, of one edition of the examination."""

    __tablename__ = "exam_date"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= begins_on", name="ends_after_it_begins"),
        CheckConstraint("round BETWEEN 1 AND 200", name="round_in_range"),
    )

    id: Mapped[Id]
    round: Mapped[int] = mapped_column(SmallInteger, index=True)
    title: Mapped[str] = mapped_column(String(60))
    begins_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]
