from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.exams.models import PaperEdition
from app.statistics.actions import replace_reports
from app.statistics.models import PaperReport, ScaleFigures
from app.statistics.rules import Basis, Scale
from tests.exams.factories import exam


def report(edition: PaperEdition, counted: int) -> PaperReport:
    total = ScaleFigures(place=0, kind=Scale.TOTAL, code="", title="全体", questions=4, figures={"mean": None})
    return PaperReport(
        edition_id=edition.id, basis=Basis.FIRST, revision=0, finished=counted, counted=counted, by_staff=0,
        computed_at=clock.now(), scales=[total],
    )  # fmt: skip


def test_a_new_report_takes_the_place_of_the_old_of_the_same_edition(db: Session, edition: PaperEdition) -> None:
    other = exam()
    replace_reports(edition.id, [report(edition, 1)])
    replace_reports(other.id, [report(other, 5)])
    db.flush()

    replace_reports(edition.id, [report(edition, 2)])
    db.flush()

    kept = db.execute(select(PaperReport.edition_id, PaperReport.counted).order_by(PaperReport.counted))
    assert [tuple(row) for row in kept] == [(edition.id, 2), (other.id, 5)]
    assert db.scalar(select(func.count()).select_from(ScaleFigures)) == 2
