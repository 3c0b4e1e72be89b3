"""What the worker does for the question bank: looks at files, takes them in, takes them back, writes them out."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import structlog
from sqlalchemy.exc import OperationalError

from app import clock
from app.db import reading, roll_back, transaction
from app.questions import formats
from app.questions.actions import exchanges, undoing
from app.questions.queries import exchange as bank
from app.questions.queries import exchanges as find
from app.questions.queries.exchange import AT_A_TIME
from app.questions.rules.exchange.package import Format, Package
from app.questions.rules.exchanges import Foreseen
from app.questions.rules.loading import LoadReport, Outcome
from app.tasks import every, task

log = structlog.get_logger(__name__)
Job = Callable[[int], None]


def _or_told(work: Job) -> Job:
    """What breaks is told on the page, and not tried again; a database that is away is waited for."""

    @wraps(work)
    def guarded(job_id: int) -> None:
        try:
            work(job_id)
        except OperationalError:
            raise
        except Exception:
            log.exception("exchange_broke", job=job_id)
            roll_back()
            with transaction():
                exchanges.failed(job_id, now=clock.now())

    return guarded


@task(exchanges.READ, own_transactions=True)
@_or_told
def read_file(job_id: int) -> None:
    """Look at a file that came in: nothing is locked while it is read."""
    with transaction():
        job = exchanges.begin(job_id, now=clock.now())
        if job is None:
            return
        form, place = job.form, job.organisation_id
    package = _package(job_id, form)
    foreseen: dict[str, Foreseen] = {}
    ids = [question.id for question in package.questions]
    for start in range(0, len(ids), AT_A_TIME):
        with transaction():
            foreseen |= find.foresee(package, ids[start : start + AT_A_TIME], place)
            exchanges.got_on(job_id, start + AT_A_TIME, len(ids), now=clock.now())
    changed = {id for id, one in foreseen.items() if one.outcome is not Outcome.UNCHANGED}
    with reading():
        find.tell_repetitions(package, changed, place)
    with transaction():
        exchanges.previewed(job_id, package, foreseen, now=clock.now())


@task(exchanges.TAKE, own_transactions=True)
@_or_told
def take_file(job_id: int) -> None:
    """Take a file in, in pieces so short that no save waits for them; begun again, it goes on where it stood."""
    with transaction():
        form = find.job(job_id).form
    package = _package(job_id, form)
    if not package.questions:
        return
    with transaction():
        exchanges.make_room(job_id, package, LoadReport(), now=clock.now())
    going_on = True
    while going_on:
        with transaction():
            going_on = exchanges.take_next(job_id, package, now=clock.now())


@task(exchanges.UNDO, own_transactions=True)
def undo_file(job_id: int) -> None:
    """Take a file back."""
    going_on = True
    while going_on:
        with transaction():
            going_on = undoing.undo_next(job_id, now=clock.now())


@task(exchanges.WRITE, own_transactions=True)
@_or_told
def write_file(job_id: int) -> None:
    """Write a file that goes out."""
    with transaction():
        job = exchanges.begin(job_id, now=clock.now())
        if job is None:
            return
        form, place, status = job.form, job.organisation_id, job.status
        exchanges.drop_file(job_id)
        package, ids = bank.empty_package(place, status)
        ids = [] if job.report.get("empty") else ids
    for start in range(0, len(ids), AT_A_TIME):
        with transaction():
            bank.pack(package, place, ids[start : start + AT_A_TIME])
            exchanges.got_on(job_id, start + AT_A_TIME, len(ids), now=clock.now())
    size = 0
    for number, data in enumerate(exchanges.pieces(iter(formats.write(form, package)))):
        size += len(data)
        with transaction():
            exchanges.keep_piece(job_id, number, data)
    with transaction():
        exchanges.written(job_id, package, size, now=clock.now())


@every(minutes=60)
def drop_old_files() -> None:
    exchanges.drop_old_files(now=clock.now())


def _package(job_id: int, form: Format) -> Package:
    """What the file says; where a question stands is decided here, not by the file."""
    with transaction():
        content = find.content_of(job_id)
    package = formats.read(form, content, clock.today())
    package.statuses.clear()
    return package
