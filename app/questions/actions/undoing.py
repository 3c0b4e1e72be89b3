"""Undo an import: what nobody has used or changed since goes as it came; the rest stays and is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update

from app import audit
from app.clock import jst
from app.db import db
from app.questions.actions.exchanges import drop_file
from app.questions.actions.importing import move
from app.questions.actions.workflow import keep_back
from app.questions.models import (
    AmendmentTask,
    Citation,
    ExchangeItem,
    ExchangeJob,
    Question,
    QuestionMove,
    QuestionTag,
    QuestionVersion,
    QuestionWriter,
    Source,
    Statement,
    Topic,
)
from app.questions.queries import exchanges as find
from app.questions.queries.workflow import newest_version
from app.questions.rules.exchanges import AT_A_TIME, ROWS_SHOWN, JobState
from app.questions.rules.loading import Outcome
from app.questions.rules.words import QuestionStatus

CAME_ALONG: dict[str, type[Topic] | type[Source]] = {"topics": Topic, "sources": Source}
TAKEN_BACK = "読み込みを取り消しました。"


def undo_next(job_id: int, *, now: datetime) -> bool:
    """Take back the last of what the job has done; false when nothing is left."""
    job = db.session.get_one(ExchangeJob, job_id, with_for_update=True)
    if job.state is not JobState.UNDOING:
        return False
    part = find.items(job.id, AT_A_TIME)
    if not part:
        _end(job, now)
        return False
    kept = _kept(part)
    for item in part:
        db.session.delete(item)
    db.session.flush()  # the questions and versions may go once nothing of ours points at them
    for item in part:
        if item not in kept:
            _take_back(item, job, now)
    ids = [item.question.external_id for item in kept]
    report = dict(job.report)
    report["kept"] = [*report.get("kept", []), *ids][:ROWS_SHOWN]
    report["kept_count"] = report.get("kept_count", 0) + len(ids)
    report["undone"] = report.get("undone", 0) + len(part) - len(ids)
    job.report, job.changed_at = report, now
    job.done = min(job.total, job.done + len(part))
    return True


def _kept(part: Sequence[ExchangeItem]) -> list[ExchangeItem]:
    """What somebody has used, changed or moved on since."""
    used = find.used([item.version_id for item in part if item.version_id])
    questions = find.questions_used([item.question_id for item in part])
    return [
        item
        for item in part
        if item.version_id in used
        or (item.outcome is Outcome.ADDED and item.question_id in questions)
        or not _is_as_it_came(item)
    ]


def _is_as_it_came(item: ExchangeItem) -> bool:
    newest = newest_version(item.question)
    as_draft = QuestionStatus.RETIRED if item.status_before is QuestionStatus.RETIRED else QuestionStatus.DRAFT
    came_as = item.status_after or as_draft
    return newest is not None and item.version_id in (None, newest.id) and item.question.status is came_as


def _take_back(item: ExchangeItem, job: ExchangeJob, now: datetime) -> None:
    question, version = item.question, item.version
    if version is not None:
        db.session.execute(update(QuestionMove).where(QuestionMove.version_id == version.id).values(version_id=None))
        _delete_version(version)
    if item.outcome is Outcome.ADDED:
        for table in (QuestionMove, QuestionTag, QuestionWriter):
            db.session.execute(delete(table).where(table.question_id == question.id))
        db.session.execute(delete(Question).where(Question.id == question.id))
        db.session.expunge(question)
    elif item.status_before is not None:
        newest = newest_version(question)
        if newest is not None and newest.published_at == job.asked_at:
            newest.published_at = None  # the file had let it out
        if item.status_before is not question.status:
            move(question, newest, item.status_before, note=TAKEN_BACK, by=job.by, now=now)
        _doubt_again(item, job, now)


def _doubt_again(item: ExchangeItem, job: ExchangeJob, now: datetime) -> None:
    """What amendments asked before the file let the question out they ask again, and nobody is asked it meanwhile."""
    closed = (AmendmentTask.question_id == item.question_id) & (AmendmentTask.done_at == job.asked_at)
    tasks = db.session.scalars(select(AmendmentTask).where(closed)).all()
    for task in tasks:
        task.done_at = task.done_by_id = None
    if tasks or item.status_before is QuestionStatus.DOUBTED:
        keep_back(item.question, jst(now).date())


def _delete_version(version: QuestionVersion) -> None:
    """With its statements, by statements of our own: the session need not load what goes."""
    statements = select(Statement.id).where(Statement.version_id == version.id)
    db.session.execute(delete(Citation).where(Citation.statement_id.in_(statements)))
    db.session.execute(delete(Statement).where(Statement.version_id == version.id))
    db.session.expunge(version)
    db.session.execute(delete(QuestionVersion).where(QuestionVersion.id == version.id))


def _drop_what_came_along(job: ExchangeJob) -> None:
    """Where nothing rests on it; what is still used is remembered for the undo of the file that uses it."""
    left = {}
    for kind, table in CAME_ALONG.items():
        made = job.report["made"].get(kind, [])
        left[kind] = sorted(find.pointed_at(table, made))
        db.session.execute(delete(table).where(table.id.in_(set(made).difference(left[kind]))))
    job.report = {**job.report, "made": left}


def _end(job: ExchangeJob, now: datetime) -> None:
    """Last go the topics and sources that came with the file, and those that an earlier undo had to leave for it."""
    for one in find.undone_that_left_something(job):
        _drop_what_came_along(one)
    job.state = JobState.FAILED if job.report.get("failed") else JobState.UNDONE
    job.done, job.changed_at = job.total, now
    drop_file(job.id)
    audit.record(
        "questions.import_undone",
        f"organisation:{job.organisation_id}",
        by=job.by_id,
        organisation=job.organisation_id,
        after={"job": job.id, "undone": job.report.get("undone", 0), "kept": job.report.get("kept_count", 0)},
    )
