"""Find what somebody has to pass, and which reports were passed."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.db import db
from app.training.models.reports import ReportWork
from app.training.models.running import Enrolment
from app.training.rules.completion import Wanted
from app.training.rules.reports import ReportState, report_ids, report_slug


def needed(wanted: Iterable[Wanted]) -> set[str]:
    """The checks and reports that have to be passed."""
    return {slug for one in wanted for slug in (one.final_check, one.report) if slug}


def sorted_out(slugs: Iterable[str]) -> tuple[set[str], set[int]]:
    """Which of them are papers, and which are reports."""
    every = set(slugs)
    reports = report_ids(every)
    return every - {report_slug(task_id) for task_id in reports}, reports


def of_reports(task_ids: set[int]) -> dict[int, set[str]]:
    """Who has passed which of these reports; each belongs to one cohort, in which a person is once."""
    found: dict[int, set[str]] = {}
    if task_ids:
        rows = db.session.execute(
            select(Enrolment.person_id, ReportWork.task_id)
            .join(Enrolment, Enrolment.id == ReportWork.enrolment_id)
            .where(ReportWork.task_id.in_(task_ids), ReportWork.state == ReportState.PASSED)
        )
        for person_id, task_id in rows:
            found.setdefault(person_id, set()).add(report_slug(task_id))
    return found
