"""Take a file of questions in by command: all of it or nothing, remembered so that it can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Organisation
from app.db import db
from app.questions.actions import exchanges, importing
from app.questions.models import ExchangeJob
from app.questions.queries.exchange import AT_A_TIME
from app.questions.queries.exchanges import BEGUN, tell_repetitions
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.exchanges import Direction, Foreseen, JobState, report_of
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.words import QuestionStatus


@dataclass(frozen=True, slots=True)
class Commanded:
    """What became of a file; without a job it has changed nothing, and when it is refused all must be given up."""

    report: LoadReport
    job: ExchangeJob | None
    refused: bool = False


def take_in(
    package: Package, form: Format, name: str, *, organisation: Organisation, default: QuestionStatus, now: datetime
) -> Commanded:
    """Bring the organisation's bank to what the package says; topics and sources that it lacks are made and told.

    What nearly repeats another question is among the package's remarks afterwards; a question that somebody
    is writing on is among them as well, and refuses the whole.
    """
    report, job = LoadReport(), exchanges.open_job(organisation.id, Direction.IN, form, name, None, now)
    exchanges.make_room(job.id, package, report, now=now)
    outcomes: dict[str, Foreseen] = {}
    for start in range(0, len(package.questions), AT_A_TIME):
        part = package.questions[start : start + AT_A_TIME]
        taken, left = importing.take_part(
            package, part, organisation_id=organisation.id, default=default, report=report, by=None, now=now
        )
        for id in left:
            package.refuse(id, BEGUN)
        outcomes |= {one.question.external_id: Foreseen(one.outcome) for one in taken}
        db.session.add_all(exchanges.item(job, one) for one in taken if one.outcome is not Outcome.UNCHANGED)
        db.session.flush()  # what has been written need not stay in memory
    importing.record(organisation.id, report, by=None)
    if not report.changed:
        db.session.delete(job)
        return Commanded(report, None, not package.sound)
    changed = {id for id, one in outcomes.items() if one.outcome is not Outcome.UNCHANGED}
    tell_repetitions(package, changed, organisation.id)
    job.report = {**job.report, **report_of(package, outcomes)}
    job.state, job.total, job.done = JobState.DONE, len(package.questions), len(package.questions)
    return Commanded(report, job, not package.sound)
