"""Take files of questions in and out in the browser: asked for here, done by the worker in short pieces."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import IO

from sqlalchemy import delete, insert, select

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.questions.actions import importing
from app.questions.models import ExchangeItem, ExchangeJob, ExchangePiece, Source, Topic
from app.questions.queries import exchanges as find
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.exchanges import (
    AT_A_TIME,
    KEPT,
    LARGEST_UPLOAD,
    LONGEST_NAME,
    PIECE,
    Direction,
    Foreseen,
    JobState,
    lines_shown,
    report_of,
    without,
)
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.words import QuestionStatus
from app.tasks import enqueue

NO_FILE = "ファイルを選んでください。"
TOO_LARGE = f"ファイルが大きすぎます（{LARGEST_UPLOAD // 2**20}MBまで）。分けるか、管理者に頼んでください。"
NOT_NOW = "この操作はいまはできません。画面を開き直してください。"
READ, TAKE, UNDO, WRITE = (f"questions.{verb}_file" for verb in ("read", "take", "undo", "write"))


def start_import(
    organisation_id: int, form: Format, file: IO[bytes], name: str, *, by: Person, now: datetime
) -> ExchangeJob:
    """Keep the file, piece by piece, and ask the worker to look at it; refuses an empty one and one too large."""
    job = open_job(organisation_id, Direction.IN, form, name, by, now)
    for number in range(LARGEST_UPLOAD // PIECE + 1):
        data = file.read(PIECE)
        if not data:
            break
        job.size += len(data)
        keep_piece(job.id, number, data)
    if job.size == 0:
        raise Refusal(NO_FILE)
    if job.size > LARGEST_UPLOAD:
        raise Refusal(TOO_LARGE)
    enqueue(READ, job_id=job.id)
    return job


def start_export(
    organisation_id: int,
    form: Format,
    status: QuestionStatus | None,
    name: str,
    *,
    by: Person,
    now: datetime,
    empty: bool = False,
) -> ExchangeJob:
    """Ask the worker to write the organisation's questions into a file, or, `empty`, the table to be filled in."""
    job = open_job(organisation_id, Direction.OUT, form, name, by, now)
    job.status, job.report = status, {"empty": True} if empty else {}
    enqueue(WRITE, job_id=job.id)
    audit.record(
        "questions.export",
        f"organisation:{organisation_id}",
        by=by.id,
        organisation=organisation_id,
        after={"format": form.value},
    )
    return job


def open_job(
    organisation_id: int, direction: Direction, form: Format, name: str, by: Person | None, now: datetime
) -> ExchangeJob:
    """A file on its way; without a person it is a command that brings it."""
    job = ExchangeJob(
        organisation_id=organisation_id,
        by=by,
        direction=direction,
        form=form,
        state=JobState.WAITING,
        file_name=name[-LONGEST_NAME:],
        size=0,
        done=0,
        total=0,
        report={},
        asked_at=now,
        changed_at=now,
    )
    db.session.add(job)
    db.session.flush()  # the pieces and the worker need the id
    return job


def confirm(job: ExchangeJob, *, now: datetime) -> None:
    """Let what was looked at be taken in."""
    _move(job, (JobState.READY,), JobState.TAKING, now)
    enqueue(TAKE, job_id=job.id)


def undo(job: ExchangeJob, *, now: datetime) -> None:
    """Let the worker take back what the file has changed."""
    mark_for_undo(job, now=now)
    enqueue(UNDO, job_id=job.id)


def mark_for_undo(job: ExchangeJob, *, now: datetime) -> None:
    """From now on `undoing.undo_next` may take it back, piece by piece."""
    _move(job, (JobState.DONE, JobState.FAILED), JobState.UNDOING, now)
    job.done = 0


def forget(job: ExchangeJob, *, now: datetime) -> None:
    """Give a file up that was looked at and not taken in."""
    _move(job, (JobState.READY, JobState.REFUSED), JobState.UNDONE, now)
    drop_file(job.id)


def _move(job: ExchangeJob, sources: tuple[JobState, ...], target: JobState, now: datetime) -> None:
    """Two who press at the same time come one after the other: the second is told."""
    db.session.refresh(job, with_for_update=True)
    if job.state not in sources or job.direction is not Direction.IN:
        raise Conflict(NOT_NOW)
    job.state, job.changed_at = target, now


# ── What the worker does ─────────────────────────────────────────────────────────────────────


def begin(job_id: int, *, now: datetime) -> ExchangeJob | None:
    """The job that is to be looked at or written; None when that has been done before."""
    job = db.session.get_one(ExchangeJob, job_id)
    if job.state not in (JobState.WAITING, JobState.WORKING):
        return None
    job.state, job.changed_at = JobState.WORKING, now
    return job


def got_on(job_id: int, done: int, total: int, *, now: datetime) -> None:
    """So many of its questions are behind it, for whoever looks on."""
    job = db.session.get_one(ExchangeJob, job_id)
    job.done, job.total, job.changed_at = min(done, total), total, now


def previewed(job_id: int, package: Package, foreseen: dict[str, Foreseen], *, now: datetime) -> None:
    """Store what the file would do, for somebody to look at."""
    for id, one in foreseen.items():
        if one.hindrance:
            package.refuse(id, one.hindrance)
    job = db.session.get_one(ExchangeJob, job_id)
    job.report = report_of(package, foreseen)
    job.total, job.done = len(package.questions), 0
    job.state, job.changed_at = JobState.READY if package.sound else JobState.REFUSED, now
    if job.state is JobState.REFUSED:
        drop_file(job.id)


def make_room(job_id: int, package: Package, report: LoadReport, *, now: datetime) -> None:
    """Before the first question: the topics, sources and cases that the file brings along, remembered for the undo."""
    job = db.session.get_one(ExchangeJob, job_id)
    if job.done or "made" in job.report:
        return
    before = _rests(job.organisation_id)
    importing.make_room(package, job.organisation_id, report, now=now)
    after = _rests(job.organisation_id)
    job.report = {**job.report, "made": {kind: sorted(after[kind] - before[kind]) for kind in after}}
    job.changed_at = now


def _rests(organisation_id: int) -> dict[str, set[int]]:
    return {
        "topics": set(db.session.scalars(select(Topic.id).where(Topic.organisation_id == organisation_id))),
        "sources": set(db.session.scalars(select(Source.id).where(Source.organisation_id == organisation_id))),
    }


def take_next(job_id: int, package: Package, *, now: datetime) -> bool:
    """Take the next questions of the file in, as drafts of whoever sent it; false when all are through."""
    job = db.session.get_one(ExchangeJob, job_id, with_for_update=True)
    if job.state is not JobState.TAKING:
        return False
    part = package.questions[job.done : job.done + AT_A_TIME]
    place, report = job.organisation_id, LoadReport()
    taken, left = importing.take_part(
        package, part, organisation_id=place, default=QuestionStatus.DRAFT, report=report, by=job.by, now=now
    )
    for one in taken:
        if one.outcome is not Outcome.UNCHANGED:
            db.session.add(item(job, one))
    importing.record(place, report, by=job.by)
    job.report = without(job.report, left)
    job.done, job.changed_at = min(job.total, job.done + AT_A_TIME), now
    if job.done == job.total:
        job.state = JobState.DONE
        drop_file(job.id)
    return job.state is JobState.TAKING


def item(job: ExchangeJob, taken: importing.Taken) -> ExchangeItem:
    """What the undo will need to know of a question."""
    return ExchangeItem(
        job_id=job.id,
        question=taken.question,
        version=taken.version,
        outcome=taken.outcome,
        status_before=taken.status_before,
        status_after=taken.question.status,
    )


def failed(job_id: int, *, now: datetime) -> None:
    """Something broke that nobody foresaw: what was taken in is taken back."""
    job = db.session.get_one(ExchangeJob, job_id)
    job.report = {**job.report, "failed": True}
    job.changed_at = now
    if job.state is JobState.TAKING:
        job.state, job.done = JobState.UNDOING, 0
        enqueue(UNDO, job_id=job.id)
    else:
        job.state = JobState.FAILED


def keep_piece(job_id: int, number: int, data: bytes) -> None:
    """A part of a file that goes out."""
    db.session.execute(insert(ExchangePiece).values(job_id=job_id, number=number, data=data))


def written(job_id: int, package: Package, size: int, *, now: datetime) -> None:
    """The file is whole; or it could not be written, and its report says why."""
    job = db.session.get_one(ExchangeJob, job_id)
    job.size, job.total, job.done = size, len(package.questions), len(package.questions)
    job.report = {**job.report, "lines": lines_shown(package)}
    job.state, job.changed_at = JobState.DONE if package.sound else JobState.REFUSED, now
    if not package.sound:
        drop_file(job_id)


def pieces(whole: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes in parts of one size."""
    kept = bytearray()
    for data in whole:
        kept += data
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    if kept:
        yield bytes(kept)


def drop_file(job_id: int) -> None:
    """Throw the bytes away; the report stays."""
    db.session.execute(delete(ExchangePiece).where(ExchangePiece.job_id == job_id))


def drop_old_files(*, now: datetime) -> int:
    """Throw away the bytes of files that nobody has touched for a week; a preview that waited so long is given up."""
    old = db.session.scalars(
        select(ExchangeJob).where(
            ExchangeJob.changed_at < now - KEPT,
            ExchangeJob.id.in_(select(ExchangePiece.job_id)),
            ExchangeJob.state.in_((JobState.READY, JobState.DONE, JobState.FAILED, JobState.REFUSED)),
        )
    ).all()
    for job in old:
        drop_file(job.id)
        if job.state is JobState.READY:
            job.state, job.changed_at = JobState.UNDONE, now
    return len(old)


def file_is_there(job: ExchangeJob) -> bool:
    """May the file still be fetched?"""
    return job.direction is Direction.OUT and job.state is JobState.DONE and find.piece(job.id, 0) is not None
