"""What the worker does for statistics: reports anew where somebody has finished since, chances, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app import clock
from app.db import reading, transaction
from app.statistics import actions, sheets, tables
from app.statistics.foresight import outlooks_at
from app.statistics.frames.marks import drop_excluded, marks_of
from app.statistics.frames.report import chosen_attempts, reckoned
from app.statistics.matrices import Matrices, matrices_of
from app.statistics.models import PaperReport, QuestionFigures, ScaleFigures
from app.statistics.queries import files
from app.statistics.queries import reports as queries
from app.statistics.rules import Basis, Scale, flags_of
from app.tasks import every, task

PEOPLE_AT_A_TIME = 2_000


@every(minutes=10)
def refresh() -> None:
    """Read and reckon outside every lock, then store an edition in one short transaction."""
    with reading():
        stale = queries.stale_editions(clock.now())
        places = queries.organisations_of_editions(stale)
    for edition_id in stale:
        reckon(edition_id, now=clock.now())
    for organisation_id in places:
        foresee(organisation_id, now=clock.now())


@task("statistics.refresh", own_transactions=True)
def refresh_now() -> None:
    """The same at once, for a site that has just been filled."""
    refresh()


@task("statistics.make_file", own_transactions=True)
def make_file(file_id: int) -> None:
    """Read and write the tables outside every lock, then store the bytes in one short transaction."""
    with reading():
        wanted = files.wanted(file_id)
        if wanted is None:
            return
        content = sheets.written(tables.tables_of(wanted.edition_id, wanted.basis), wanted.kind)
    with transaction():
        actions.keep_file(file_id, content, organisation_id=wanted.organisation_id, now=clock.now())


def foresee(organisation_id: int, *, now: datetime) -> None:
    """Everybody's chance to pass, stored some people at a time, so that no save waits long."""
    with reading():
        rows = outlooks_at(organisation_id, now)
    for begin in range(0, len(rows), PEOPLE_AT_A_TIME):
        with transaction():
            actions.replace_outlooks(organisation_id, rows[begin : begin + PEOPLE_AT_A_TIME])
    with transaction():
        actions.drop_outlooks(organisation_id, older_than=now)


def reckon(edition_id: int, *, now: datetime) -> None:
    with reading():
        found = matrices_of(edition_id)
    reports = [_report(found, edition_id, basis, now) for basis in Basis]
    with transaction():
        actions.replace_reports(edition_id, reports)


def _report(found: Matrices, edition_id: int, basis: Basis, now: datetime) -> PaperReport:
    totals = marks_of(found.chosen, drop_excluded(found.asked)).sum(axis=1)
    wanted = chosen_attempts(found.attempts, totals, basis.value)
    figures = reckoned(
        found.chosen.loc[wanted], found.seconds.loc[wanted], found.asked, found.parts, irt=basis is Basis.FIRST
    )
    versions = found.asked["version"]
    return PaperReport(
        edition_id=edition_id,
        basis=basis,
        revision=found.revision,
        finished=found.finished,
        last_closed_at=found.last_closed_at,
        counted=len(wanted),
        by_staff=found.by_staff,
        computed_at=now,
        covariance=figures.covariance,
        scales=[
            ScaleFigures(place=place, **{**scale, "kind": Scale(scale["kind"])})
            for place, scale in enumerate(figures.scales)
        ],
        questions=[
            QuestionFigures(
                number=number,
                version_id=int(versions[number]),
                figures={**own, "flags": flags_of(own, figures.statements[number], figures.sets[number])},
                statements={
                    "rows": [_drilled(row, int(versions[number]), found) for row in figures.statements[number]]
                },
                sets={"rows": figures.sets[number]},
            )
            for number, own in figures.questions.items()
        ],
    )


def _drilled(row: Mapping[str, Any], version: int, found: Matrices) -> dict[str, Any]:
    times, right = found.drills.get((version, row["position"]), (0, 0))
    return {**row, "drilled": times, "drilled_right": 100 * right / times if times else None}
