"""Keep what the worker has reckoned; a new report of an edition takes the place of the old."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, select

from app.db import db
from app.statistics.models import PaperReport, QuestionFigures, ScaleFigures


def replace_reports(edition_id: int, reports: Sequence[PaperReport]) -> None:
    """All bases of an edition at once: whoever reads finds the old ones or the new ones, never both."""
    old = select(PaperReport.id).where(PaperReport.edition_id == edition_id)
    for rows in (ScaleFigures, QuestionFigures):
        db.session.execute(delete(rows).where(rows.report_id.in_(old)))
    db.session.execute(delete(PaperReport).where(PaperReport.edition_id == edition_id))
    db.session.add_all(reports)
