"""Reports: ask for one with a rubric, write and hand it in, mark it, give it back; a pass goes into the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app import audit, files
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.actions import minutes as ledger
from app.training.models.curricula import Module
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Cohort, Enrolment
from app.training.queries import minutes
from app.training.queries import reports as find
from app.training.rules import reports as rules
from app.training.rules.ledger import MinuteSource
from app.training.rules.reports import ReportState, Rubric

THERE_ALREADY = "この科目のレポートは、すでにあります。一覧から選んで変えてください。"
MARKED_ALREADY = "採点が始まっているため、評価表と合格の点は変えられません。ほかの項目は変えられます。"
TOO_MANY_POINTS = "合格の点は、満点（{most}点）までにしてください。"
NOT_A_LECTURER = "採点する講師を、一覧から選んでください。"
EMPTY = "本文を書くか、ファイルを選んでください。"
TOO_LONG = f"本文は{rules.LONGEST_TEXT:,}文字までです。長いときは、ファイルで提出してください。"
WAITS = "このレポートは提出済みで、採点を待っています。差し戻されると、書き直せます。"
PASSED = "このレポートは合格しています。書き直す必要はありません。"
NOT_WAITING = "この提出は、すでに採点されています。画面を開き直してください。"
MARK_ALL = "すべての観点の段階を選んでください。"
BELOW = "{points}点です。合格の点（{wanted}点）に届いていません。段階を見直すか、差し戻してください。"
SAY_WHY = "差し戻すときは、どこを直すとよいかを講評に書いてください。"
PASSED_AGAIN = "差し戻したあとの提出が合格したため"
CLOSED = "この研修は{day}に終わったため、レポートを提出できません。主催者にお問い合わせください。"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an organiser asks for."""

    title: str
    instructions: str
    due_on: date | None
    credit_minutes: int
    required: bool
    pass_points: int
    rubric: Rubric
    marker_id: int | None


def ask_for(cohort: Cohort, module: Module, asked: Asked, *, by: Person, now: datetime) -> ReportTask:
    """Ask a cohort for a report in a module; there is one for each module."""
    if any(counted.task.module_id == module.id for counted in find.tasks_of(cohort.id)):
        raise Conflict(THERE_ALREADY)
    task = ReportTask(cohort=cohort, module=module, made_by_id=by.id, made_at=now)
    _set(task, asked)
    db.session.add(task)
    db.session.flush()  # the audit row names its id
    _record("report.ask", task, by, {"module": module.id, "minutes": asked.credit_minutes})
    return task


def change(task: ReportTask, asked: Asked, *, by: Person) -> None:
    """Ask for it otherwise; rubric and pass stay once anything was marked, so that all are marked alike."""
    judged = (asked.rubric.stored(), asked.pass_points)
    if judged != (task.rubric, task.pass_points) and find.has_marks(task.id):
        raise Conflict(MARKED_ALREADY)
    _set(task, asked)
    _record("report.change", task, by, {"minutes": asked.credit_minutes})


def _set(task: ReportTask, asked: Asked) -> None:
    if asked.pass_points > asked.rubric.most:
        raise Refusal(TOO_MANY_POINTS.format(most=asked.rubric.most))
    lecturers = {person.id for person in find.markers(task.cohort.run.organisation_id)}
    if asked.marker_id is not None and asked.marker_id not in lecturers | {task.marker_id}:
        raise Refusal(NOT_A_LECTURER)
    task.title, task.instructions, task.due_on = asked.title, asked.instructions, asked.due_on
    task.credit_minutes, task.required, task.pass_points = asked.credit_minutes, asked.required, asked.pass_points
    task.rubric, task.marker_id = asked.rubric.stored(), asked.marker_id


@dataclass(frozen=True, slots=True)
class Written:
    """What a learner has written; an empty file leaves the one that was sent before."""

    text: str
    data: bytes = b""
    file_name: str = ""
    drops_file: bool = False


def save(task: ReportTask, enrolment: Enrolment, written: Written, *, now: datetime, today: date) -> ReportWork:
    """Keep a draft: a new version when the last one was given back; refuses a file that must not be taken."""
    if today > task.cohort.run.ends_on:
        raise Conflict(CLOSED.format(day=f"{task.cohort.run.ends_on:%Y年%-m月%-d日}"))
    if len(written.text) > rules.LONGEST_TEXT:
        raise Refusal(TOO_LONG)
    work = _open_version(task, enrolment)
    work.text, work.saved_at, before = written.text, now, work.file_id
    if written.data:
        kind, problem = rules.looked_at(written.data)
        if problem or kind is None:
            raise Refusal(problem or rules.ODD_FILE)
        work.file = files.store(written.data, type=kind, organisation_id=task.cohort.run.organisation_id)
        work.file_name = written.file_name[-120:] or "レポート"
    elif written.drops_file:
        work.file, work.file_name = None, None
    db.session.add(work)
    _forget_replaced(before, work)
    return work


def _forget_replaced(before: int | None, work: ReportWork) -> None:
    """A file that was taken off goes for good: no row leads to it any more, also not when the account is erased."""
    if before is None:
        return
    db.session.flush()  # whether anything still speaks of it is looked up
    if before != work.file_id:
        files.forget(before)


def _open_version(task: ReportTask, enrolment: Enrolment) -> ReportWork:
    versions = find.works_of(task.id, enrolment.id, lock=True)
    latest = versions[0] if versions else None
    if latest is not None and latest.state is ReportState.HANDED_IN:
        raise Conflict(WAITS)
    if latest is not None and latest.state is ReportState.PASSED:
        raise Conflict(PASSED)
    if latest is not None and latest.state is ReportState.DRAFT:
        return latest
    number = latest.number + 1 if latest else 1
    return ReportWork(task_id=task.id, enrolment_id=enrolment.id, number=number, state=ReportState.DRAFT, marks={})


def hand_in(task: ReportTask, enrolment: Enrolment, written: Written, *, now: datetime, today: date) -> ReportWork:
    """Hand it in with a text or a file; nothing can be changed until it is given back. The lecturer is told."""
    work = save(task, enrolment, written, now=now, today=today)
    if not work.text and work.file is None:
        raise Refusal(EMPTY)
    work.state, work.handed_in_at = ReportState.HANDED_IN, now
    db.session.flush()  # the audit row names its id
    place = task.cohort.run.organisation_id
    audit.record("report.hand_in", f"report_work:{work.id}", by=enrolment.person_id, organisation=place)
    if task.marker_id is not None:
        title, body = "レポートが提出されました", f"「{task.title}」が提出されました。評価表で採点してください。"
        notify(task.marker_id, kind=NoticeKind.TRAINING, title=title, body=body, link=f"/reports/{task.id}", now=now)
    return work


def mark(
    task: ReportTask,
    work: ReportWork,
    marks: Mapping[int, int],
    *,
    comment: str,
    passes: bool,
    by: Person,
    now: datetime,
) -> ReportWork:
    """Mark a version by the rubric: let it pass, which credits its minutes once, or give it back with a comment."""
    if work.state is not ReportState.HANDED_IN:
        raise Conflict(NOT_WAITING)
    rubric = task.table()
    if not rubric.fits(marks):
        raise Refusal(MARK_ALL)
    points = rubric.points(marks)
    if passes and points < task.pass_points:
        raise Refusal(BELOW.format(points=points, wanted=task.pass_points))
    if not passes and not comment:
        raise Refusal(SAY_WHY)
    work.state = ReportState.PASSED if passes else ReportState.RETURNED
    work.marks, work.points, work.comment = {str(place): level for place, level in marks.items()}, points, comment
    work.marked_by_id, work.marked_at = by.id, now
    if passes and task.credit_minutes:
        _credit(task, work, by, now)
    place, after = task.cohort.run.organisation_id, {"state": work.state.value, "version": work.number}
    audit.record("report.mark", f"report_work:{work.id}", by=by.id, organisation=place, after=after)
    _tell(task, work, now)
    return work


def _credit(task: ReportTask, work: ReportWork, by: Person, now: datetime) -> None:
    """Once; of a pass that was taken back the row stands with nothing, and gets its minutes again."""
    reference = f"report:{task.id}"
    standing = minutes.standing_by_reference([work.enrolment_id], task.module_id, reference)
    if entry := standing.get(work.enrolment_id):
        ledger.correct(entry, minutes=task.credit_minutes, reason=PASSED_AGAIN, by=by, now=now)
        return
    ledger.add(
        work.enrolment_id,
        task.module_id,
        form=task.module.form,
        source=MinuteSource.REPORT,
        reference=reference,
        minutes=task.credit_minutes,
        by=by,
        now=now,
    )


def _tell(task: ReportTask, work: ReportWork, now: datetime) -> None:
    passed = work.state is ReportState.PASSED
    title = "レポートに合格しました" if passed else "レポートが差し戻されました"
    outcome = "が合格になりました。" if passed else "に講評がつきました。書き直して提出してください。"
    link = f"/training/reports/{work.enrolment_id}/{task.id}"
    notify(
        work.enrolment.person_id,
        kind=NoticeKind.TRAINING,
        title=title,
        body=f"「{task.title}」{outcome}",
        link=link,
        now=now,
    )


def _record(action: str, task: ReportTask, by: Person, after: dict[str, object]) -> None:
    audit.record(action, f"report_task:{task.id}", by=by.id, organisation=task.cohort.run.organisation_id, after=after)
