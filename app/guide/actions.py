"""Change the dates of the examination; each change is in the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.guide.models import ExamDate


@dataclass(frozen=True, slots=True)
class Said:
    """What a date says."""

    round: int
    title: str
    begins_on: date
    until_on: date | None
    source: str


def add(said: Said, *, by: Person, now: datetime) -> ExamDate:
    """A new date."""
    row = ExamDate(changed_at=now)
    _take(row, said)
    db.session.add(row)
    db.session.flush()  # the audit names its id
    audit.record("guide.add_date", f"exam_date:{row.id}", by=by.id, after=_figures(row))
    return row


def change(row: ExamDate, said: Said, *, by: Person, now: datetime) -> None:
    """What the date says from now on."""
    before = _figures(row)
    _take(row, said)
    row.changed_at = now
    audit.record("guide.change_date", f"exam_date:{row.id}", by=by.id, before=before, after=_figures(row))


def remove(row: ExamDate, *, by: Person) -> None:
    """Take the date away."""
    audit.record("guide.remove_date", f"exam_date:{row.id}", by=by.id, before=_figures(row))
    db.session.delete(row)


def _take(row: ExamDate, said: Said) -> None:
    row.round, row.title, row.source = said.round, said.title, said.source
    row.begins_on, row.until_on = said.begins_on, said.until_on


def _figures(row: ExamDate) -> dict[str, int | str | None]:
    until = row.until_on.isoformat() if row.until_on else None
    return {"round": row.round, "begins_on": row.begins_on.isoformat(), "until_on": until}
