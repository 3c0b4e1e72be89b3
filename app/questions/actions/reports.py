"""Report an error, answer it, and tell everybody what was corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app import audit, events
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.questions.models import Correction, ErrorReport, QuestionVersion
from app.questions.queries import corrections as find
from app.questions.rules.reports import A_DAY_AT_MOST, ReportKind, ReportState, due_on

TOO_MANY = "確認を待っている報告がたくさんあります。回答をお待ちになってから、次をお送りください。"
ALREADY = "この報告には、すでに回答しています。"
NOT_YET = (
    "訂正を知らせる前に、直した版を公開してください。採点だけを変えるときは、試験の「採点の訂正」で行い、"
    "ここでは「回答する」を選んでください。"
)


@dataclass(frozen=True, slots=True)
class QuestionCorrected(events.Event):
    """A version turned out to be wrong, and another is published: those who met it should hear so."""

    question_id: int
    version_number: int
    summary: str
    key_changed: bool
    now: datetime


def report(
    version: QuestionVersion,
    position: int | None,
    kind: ReportKind,
    text: str,
    *,
    by: Person,
    now: datetime,
    today: date,
) -> ErrorReport:
    """Take a report in; it is answered by its day."""
    if position is not None and not 1 <= position <= len(version.statements):
        raise NotFound("その肢はありません。")
    if find.open_reports_by(by.id) >= A_DAY_AT_MOST:
        raise Refusal(TOO_MANY)
    made = ErrorReport(
        organisation_id=version.question.organisation_id,
        question_id=version.question_id,
        version_id=version.id,
        position=position,
        kind=kind,
        text=text,
        reported_by_id=by.id,
        reported_at=now,
        due_on=due_on(kind, today),
    )
    db.session.add(made)
    return made


def answer(report: ErrorReport, text: str, *, by: Person, now: datetime) -> None:
    """Answer a report without a correction, and tell the reporter."""
    _decide(report, ReportState.ANSWERED, text, by, now)
    _tell_reporter(report, "間違いの報告に回答しました", text, now)


def correct(report: ErrorReport, summary: str, *, by: Person, now: datetime) -> Correction:
    """Say publicly what was wrong; the mended version must be published. Whoever met the old one is told."""
    newest = find.newest_published(report.question_id)
    if newest is None or newest.number <= report.version.number:
        raise Conflict(NOT_YET)
    _decide(report, ReportState.CORRECTED, summary, by, now)
    key_changed = newest.accepted_keys != report.version.accepted_keys
    made = Correction(
        organisation_id=report.organisation_id,
        question_id=report.question_id,
        version_id=report.version_id,
        key_changed=key_changed,
        summary=summary,
        made_by_id=by.id,
        made_at=now,
    )
    db.session.add(made)
    events.send(QuestionCorrected(report.question_id, report.version.number, summary, key_changed, now))
    _tell_reporter(report, "ご報告により、問題を訂正しました", summary, now)
    return made


def _decide(report: ErrorReport, state: ReportState, text: str, by: Person, now: datetime) -> None:
    if find.state_now(report) is not ReportState.OPEN:
        raise Conflict(ALREADY)
    report.state, report.answer = state, text
    report.decided_by_id, report.decided_at = by.id, now
    audit.record(
        "questions.report",
        f"error_report:{report.id}",
        by=by.id,
        organisation=report.organisation_id,
        before={"state": ReportState.OPEN.value},
        after={"state": state.value, "question": report.question_id},
    )


def _tell_reporter(report: ErrorReport, title: str, body: str, now: datetime) -> None:
    notify(report.reported_by_id, kind=NoticeKind.CORRECTION, title=title, body=body, link="/corrections", now=now)
