"""Keep what the worker has reckoned, and ask it for files; what is new takes the place of the old."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from app import audit
from app.accounts.models import Person
from app.db import db
from app.exams.models import PaperEdition
from app.files import forget, store
from app.statistics.models import PaperReport, PassOutlook, QuestionFigures, ReportFile, ScaleFigures
from app.statistics.rules import Basis
from app.statistics.rules.columns import FILE_TYPES, FileKind
from app.tasks import enqueue


def replace_reports(edition_id: int, reports: Sequence[PaperReport]) -> None:
    """All bases of an edition at once: whoever reads finds the old ones or the new ones, never both."""
    old = select(PaperReport.id).where(PaperReport.edition_id == edition_id)
    for rows in (ScaleFigures, QuestionFigures):
        db.session.execute(delete(rows).where(rows.report_id.in_(old)))
    db.session.execute(delete(PaperReport).where(PaperReport.edition_id == edition_id))
    db.session.add_all(reports)


def replace_outlooks(organisation_id: int, rows: Sequence[Mapping[str, Any]]) -> None:
    """Of some people at the papers of an organisation; each row has all columns of PassOutlook but these two."""
    people = [row["person_id"] for row in rows]
    db.session.execute(
        delete(PassOutlook).where(PassOutlook.organisation_id == organisation_id, PassOutlook.person_id.in_(people))
    )
    if rows:
        db.session.execute(insert(PassOutlook), [{**row, "organisation_id": organisation_id} for row in rows])


def drop_outlooks(organisation_id: int, *, older_than: datetime) -> None:
    """Of people who are not counted any more: they became staff, or their attempt is gone."""
    old = (PassOutlook.organisation_id == organisation_id) & (PassOutlook.computed_at < older_than)
    db.session.execute(delete(PassOutlook).where(old))


def ask_for_file(edition: PaperEdition, basis: Basis, kind: FileKind, *, by: Person, now: datetime) -> ReportFile:
    """Let the worker make the file; asked for twice while it waits, it is made once."""
    found = db.session.scalar(
        select(ReportFile).where(
            ReportFile.edition_id == edition.id, ReportFile.basis == basis, ReportFile.kind == kind
        )
    )
    if found is None:
        found = ReportFile(edition_id=edition.id, basis=basis, kind=kind, asked_at=now)
        db.session.add(found)
    elif found.waiting:
        return found
    found.asked_at = now
    db.session.flush()  # the job and the record need the id
    enqueue("statistics.make_file", file_id=found.id)
    audit.record(
        "statistics.exported",
        f"report_file:{found.id}",
        by=by.id,
        organisation=edition.paper.organisation_id,
        after={"edition": edition.id, "basis": basis.value, "kind": kind.value},
    )
    return found


def keep_file(file_id: int, content: bytes, *, organisation_id: int, now: datetime) -> None:
    """The new bytes take the place of the old ones."""
    row = db.session.get_one(ReportFile, file_id)
    old = row.file_id
    kept = store(content, type=FILE_TYPES[row.kind], organisation_id=organisation_id)
    db.session.flush()  # the row needs its id
    row.file_id, row.made_at = kept.id, now
    db.session.flush()  # nobody points at the old one any more, or somebody still does
    if old is not None:
        forget(old)
