"""Dates of the examination for tests."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app import clock
from app.guide.models import ExamDate


def exam_date(db: Session, on: date, *, edition: int = 30, title: str = "試験日") -> ExamDate:
    row = ExamDate(round=edition, title=title, begins_on=on, source="要項", changed_at=clock.now())
    db.add(row)
    db.flush()
    return row
