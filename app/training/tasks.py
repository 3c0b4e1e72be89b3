"""What the worker does for the training: by the clock, and what organisers have asked for."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from tempfile import TemporaryFile
from typing import IO, Any, TypeVar

from flask import current_app
from sqlalchemy import select

from app import clock, files, tasks
from app.db import db, transaction
from app.files import StoredFile
from app.training import drawing, lists, record_lists, roster_files, workbooks
from app.training.actions import attendance_sheets, imports, jobs, licences, practicum, record_reminders
from app.training.actions import certificates as actions
from app.training.models.certificates import Certificate
from app.training.models.imports import RosterImport
from app.training.models.jobs import TrainingJob
from app.training.models.running import Cohort, CohortSession
from app.training.queries import certificates as find
from app.training.queries import jobs as asked
from app.training.rules import attendance_sheets as table_of_attendance
from app.training.rules import certificates as rules
from app.training.rules import roster, uploads
from app.training.rules.jobs import JobKind, JobState
from app.training.rules.sheets import Layout, ListKind, Sheet
from app.ui.rules import plain_date

Read = TypeVar("Read")

AT_A_TIME = 25
ZIP = "application/zip"
UNPRINTABLE = "印刷できない文字があります。氏名や様式の文字を確かめて、再交付してください。"
SOME_FAILED = "{count}人の証明書は作れませんでした。一覧で理由を確かめてください。"
SAMPLE = {
    "name": "見本 花子",
    "kana": "ミホン ハナコ",
    "former_name": "例示",
    "born_on": "1980-04-01",
    "learner_number": 1,
    "course": "介護支援専門員実務研修",
    "edition": "令和6年4月1日から",
    "run": "見本",
    "minutes": 5220,
    "reissued": False,
    "sample": True,
}


@tasks.every(minutes=30)
def wipe_journals() -> None:
    """The texts of practicum journals go on their day."""
    practicum.wipe_journals(today=clock.today())


@tasks.task("training.draw_certificates", own_transactions=True)
def draw_certificates(job_id: int) -> None:
    """Draw what is not drawn yet, some at a time, then all of them once more as one file to print, and packed singly.

    The papers are drawn between the transactions, so that nobody waits for a lock. What was drawn before
    a crash is not drawn again.
    """
    address = _address()
    with drawing.press(_logo(job_id)) as press:
        while papers := _next_papers(job_id, address):
            _keep(job_id, [(id_, _drawn(press, paper)) for id_, paper in papers])
        with transaction():
            whole = [drawing.paper(each, address) for each in find.of_job(job_id) if each.problem is None]
        if len(whole) > 1:
            _keep_bundle(job_id, press.bind(whole))
    if len(whole) > 1:
        _keep_archive(job_id)
    with transaction():
        _finish_drawing(job_id)


def _keep_bundle(job_id: int, bundle: bytes) -> None:
    with transaction():
        job = db.session.get_one(TrainingJob, job_id)
        job.result = files.store(bundle, type=drawing.PDF, organisation_id=job.organisation_id)
        job.file_name = _bundle_name(find.of_job(job_id))


def _keep_archive(job_id: int) -> None:
    """Packed on the disk: the papers are in memory together once only, while they are stored."""
    with TemporaryFile() as room:
        _pack(job_id, room)
        room.seek(0)
        with transaction():
            job = db.session.get_one(TrainingJob, job_id)
            job.archive = files.store(room.read(), type=ZIP, organisation_id=job.organisation_id)


def _pack(job_id: int, room: IO[bytes]) -> None:
    """Every paper of the job as a file of its own, in one ZIP; one is held at a time, and the same papers give
    the same bytes."""
    with transaction():
        papers = [(each.file_id, _single_name(each)) for each in find.of_job(job_id) if each.file_id is not None]
    with zipfile.ZipFile(room, "w", zipfile.ZIP_STORED) as made:
        for file_id, name in papers:
            with transaction():
                data = db.session.scalars(select(StoredFile.bytes).where(StoredFile.id == file_id)).one()
            made.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)


def _single_name(certificate: Certificate) -> str:
    """By the learner's number, so that a folder shows them in that order; without signs that no folder takes."""
    number = certificate.enrolment.number or 0
    return rules.file_name(f"{number:04} {certificate.printed['name']} {certificate.number}.pdf")


def _logo(job_id: int) -> bytes | None:
    """All papers of a job were issued at one moment by one organisation, and bear one logo."""
    with transaction():
        first = next(iter(find.of_job(job_id)), None)
        return find.logo_on(first.printed) if first else None


def _next_papers(job_id: int, address: str) -> list[tuple[int, dict[str, Any]]]:
    with transaction():
        return [(each.id, drawing.paper(each, address)) for each in find.undrawn(job_id, AT_A_TIME)]


def _drawn(press: drawing.Press, paper: dict[str, Any]) -> bytes | None:
    try:
        return press.draw(paper)
    except drawing.Unprintable:
        return None


def _keep(job_id: int, drawn: list[tuple[int, bytes | None]]) -> None:
    with transaction():
        for certificate_id, data in drawn:
            certificate = db.session.get_one(Certificate, certificate_id)
            if data is None:
                certificate.problem = UNPRINTABLE
            else:
                owner = certificate.organisation_id
                certificate.file = files.store(data, type=drawing.PDF, organisation_id=owner)
        job = db.session.get_one(TrainingJob, job_id)
        job.done = min(job.total, job.done + len(drawn))


def _finish_drawing(job_id: int) -> None:
    job = db.session.get_one(TrainingJob, job_id)
    if job.state is not JobState.WAITING:
        return
    drawn = find.of_job(job_id)
    failed = sum(each.problem is not None for each in drawn)
    jobs.finish(job, None, now=clock.now(), message=SOME_FAILED.format(count=failed) if failed else None)
    actions.tell_ready(drawn, clock.now())


def _bundle_name(drawn: Any) -> str:
    return f"修了証明書 {drawn[0].number}～{drawn[-1].number}.pdf"


@tasks.task("training.draw_sample")
def draw_sample(job_id: int) -> None:
    """A certificate of nobody, in the organisation's words."""
    job = db.session.get_one(TrainingJob, job_id)
    template = find.template_of(job.organisation_id)
    if template is None:
        jobs.fail(job, actions.NO_TEMPLATE, now=clock.now())
        return
    today = clock.today().isoformat()
    days = dict.fromkeys(("starts_on", "ends_on", "completed_on", "issued_on"), today)
    names = ("title", "body", "issuer", "signer", "japanese_era", "seal_mark")
    printed = {**SAMPLE, **days, **{name: getattr(template, name) for name in names}}
    printed["number"] = rules.number(template.number_pattern, rules.fiscal_year(clock.today()), 1)
    printed |= find.dress(job.organisation_id)
    try:
        with drawing.press(find.logo_on(printed)) as press:
            drawn = press.draw(drawing.worded(printed, f"{_address()}/certificates/{drawing.SAMPLE_CODE}"))
    except drawing.Unprintable:
        jobs.fail(job, UNPRINTABLE, now=clock.now())
        return
    jobs.finish(job, jobs.Made(drawn, drawing.PDF, "修了証明書の見本.pdf"), now=clock.now())


@tasks.task("training.write_list")
def write_list(job_id: int) -> None:
    """A list as a file: 修了者名簿, 台帳 or the progress of a cohort."""
    job = db.session.get_one(TrainingJob, job_id)
    layout = Layout(job.arguments["layout"])
    sheet = _sheet(job)
    ending = "xlsx" if layout is Layout.XLSX else "csv"
    name = f"{sheet.title} {plain_date(clock.today())}.{ending}"
    made = jobs.Made(workbooks.written(sheet, layout), workbooks.TYPES[layout], name)
    jobs.finish(job, made, now=clock.now())


@tasks.task("training.read_list")
def read_list(job_id: int) -> None:
    """Read a list of learners and say what is wrong in it; nothing is taken yet."""
    job = db.session.get_one(TrainingJob, job_id)
    made = db.session.get_one(RosterImport, job.arguments["import"])
    if made.upload is None:
        return
    data, today = made.upload, clock.today()
    try:
        imports.keep_read(made, _read(lambda: roster.read(roster_files.opened(data), today)))
    except roster_files.Unreadable as unreadable:
        imports.keep_unreadable(made, str(unreadable))
    jobs.finish(job, None, now=clock.now())


def _read(reader: Callable[[], Read]) -> Read:
    """What no reader was ready for will not go better the next time: it is logged, and whoever sent it is told."""
    try:
        return reader()
    except roster_files.Unreadable:
        raise
    except Exception as error:  # whatever a file makes a reader stumble over; nothing was written yet
        current_app.logger.error("list_unreadable", exc_info=error)
        raise roster_files.Unreadable(uploads.UNREAD) from error


@tasks.task("training.read_attendance")
def read_attendance(job_id: int) -> None:
    """Read who was at a session and say what would change, or what is wrong; nothing is recorded yet."""
    job = db.session.get_one(TrainingJob, job_id)
    made = db.session.get_one(RosterImport, job.arguments["import"])
    if made.upload is None:
        return
    data, session = made.upload, db.session.get_one(CohortSession, made.session_id)
    people, held = attendance_sheets.people_of(session), attendance_sheets.held(session)
    try:
        filled = _read(lambda: table_of_attendance.read(roster_files.opened(data), people, held))
        attendance_sheets.keep_read(made, filled, session)
    except roster_files.Unreadable as unreadable:
        imports.keep_unreadable(made, str(unreadable))
    jobs.finish(job, None, now=clock.now())


@tasks.every(minutes=30)
def forget_old_lists() -> None:
    """Lists that were read and never taken are full of names: they go."""
    imports.forget_old(clock.now())


@tasks.every(minutes=30)
def give_lost_work_up() -> None:
    """Whoever waits for something that the worker has failed at for good is told so, and can ask for it again."""
    for job in asked.lost():
        jobs.fail(job, jobs.LOST, now=clock.now())
        if job.kind is JobKind.IMPORT:
            imports.keep_unreadable(db.session.get_one(RosterImport, job.arguments["import"]), uploads.UNREAD)


@tasks.every(minutes=30)
def remind_of_licences() -> None:
    """Whose licence ends is told, once for each reminder of the policy."""
    licences.remind(today=clock.today(), now=clock.now())


@tasks.every(minutes=30)
def remind_of_records() -> None:
    """Whose 研修記録シート is due is told, outside their quiet hours, once for each reminder."""
    record_reminders.remind(today=clock.today(), now=clock.now())


def _sheet(job: TrainingJob) -> Sheet:
    kind = ListKind(job.arguments["list"])
    if kind is ListKind.REGISTER:
        return lists.register(job.organisation_id, job.arguments["year"])
    if kind is ListKind.LICENCES:
        return lists.licences(job.organisation_id, clock.today())
    cohort = db.session.get_one(Cohort, job.cohort_id)
    of_cohorts = {
        ListKind.RECORDS: record_lists.records,
        ListKind.EFFECT: record_lists.effect,
        ListKind.COMPLETERS: lists.completers,
        ListKind.GROUPS: lists.groups,
    }
    return lists.progress(cohort, clock.today()) if kind is ListKind.PROGRESS else of_cohorts[kind](cohort)


def _address() -> str:
    return str(current_app.config["PUBLIC_URL"]).rstrip("/")
