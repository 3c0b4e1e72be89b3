"""Give something back that was handed in, so that it can be mended: why is said, and what it said before stays."""

from __future__ import annotations

from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.actions import minutes as ledger
from app.training.actions import records
from app.training.actions.record_reminders import OFFICE
from app.training.models.records import RecordReturn, RecordSheet
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Enrolment
from app.training.queries import certificates as papers
from app.training.queries import minutes
from app.training.queries import records as find
from app.training.rules.certificates import CertificateState
from app.training.rules.records import MOMENT_LABELS, RATER_LABELS, Moment, Rater
from app.training.rules.reports import ReportState

SAY_WHY = "差し戻す理由を入力してください。受講者が読みます。"
NOT_HANDED_IN = "このシートは、まだ提出されていないか、すでに差し戻されています。画面を開き直してください。"
NOT_THERE = "この提出は、すでに差し戻されています。画面を開き直してください。"
CERTIFIED = "修了証明書が発行されているため、差し戻せません。先に修了証明書を取り消してください。"
LINK = "/training"
MEND = "「研修」の画面で直して、もう一度提出してください。"
MEND_AS_MANAGER = "「事業所の人」の画面で直して、もう一度提出してください。"
ASK_AGAIN = "管理者に、もう一度記入をお願いしてください。"


def sheet(
    enrolment: Enrolment, moment: Moment, rater: Rater, *, reason: str, by: Person, now: datetime, today: date
) -> RecordReturn:
    """Let a sheet be filled in again; who filled it in and the learner are told.

    Conflict when it is not handed in, and when nothing is taken at this time, so that nobody is left with a draft.
    """
    found = find.sheet_of(enrolment.id, moment, rater, handed_in=True, lock=True)
    if found is None or found.handed_in_at is None or found.signed_name is None:
        raise Conflict(NOT_HANDED_IN)
    records.require_open(find.plan_where(enrolment.cohort_id), moment, today=today)
    given = RecordReturn(
        sheet=found,
        handed_in_at=found.handed_in_at,
        signed_name=found.signed_name,
        comment=found.comment,
        levels={str(goal): level for goal, level in found.levels().items()},
        reason=_said(reason),
        by_id=by.id,
        at=now,
    )
    found.handed_in_at = found.signed_name = None
    db.session.add(given)
    place, after = enrolment.cohort.run.organisation_id, {"moment": moment.value, "rater": rater.value}
    audit.record("record.give_back", f"record_sheet:{found.id}", by=by.id, organisation=place, after=after)
    _tell_of_sheet(enrolment, found, reason.strip(), now)
    return given


def _tell_of_sheet(enrolment: Enrolment, found: RecordSheet, reason: str, now: datetime) -> None:
    """Each is told what they can do: a learner cannot mend the manager's sheet, nor a used link open it again."""
    what = f"研修記録シート（{MOMENT_LABELS[found.moment]}・{RATER_LABELS[found.rater]}）"
    if found.rater is Rater.SELF:
        _tell(enrolment.person_id, what, reason, MEND, LINK, now)
        return
    _tell(enrolment.person_id, what, reason, ASK_AGAIN, f"/training/records/{enrolment.id}", now)
    if found.by_id is not None:
        _tell(found.by_id, what, reason, MEND_AS_MANAGER, OFFICE, now)


def report(task: ReportTask, work: ReportWork, *, reason: str, by: Person, now: datetime) -> None:
    """Let a report be written again, before it is marked or after it has passed; the version stays as it is.

    What a pass had credited is taken back in the ledger. Refuses once a certificate rests on it.
    """
    if work.state not in (ReportState.HANDED_IN, ReportState.PASSED):
        raise Conflict(NOT_THERE)
    before, said = work.state, _said(reason)
    if before is ReportState.PASSED:
        _take_back(task, work, said, by, now)
    else:
        work.points, work.marked_at, work.marked_by_id = 0, now, by.id
    work.state, work.returned_reason, work.returned_at = ReportState.RETURNED, said, now
    audit.record(
        "report.give_back",
        f"report_work:{work.id}",
        by=by.id,
        organisation=task.cohort.run.organisation_id,
        before={"state": before.value},
        after={"state": work.state.value, "version": work.number},
    )
    _tell(work.enrolment.person_id, f"レポート「{task.title}」", said, MEND, LINK, now)


def _take_back(task: ReportTask, work: ReportWork, reason: str, by: Person, now: datetime) -> None:
    newest = papers.newest_by_enrolment([work.enrolment_id]).get(work.enrolment_id)
    if newest is not None and newest.state is CertificateState.VALID:
        raise Conflict(CERTIFIED)
    standing = minutes.standing_by_reference([work.enrolment_id], task.module_id, f"report:{task.id}")
    if entry := standing.get(work.enrolment_id):
        ledger.correct(entry, minutes=0, reason=reason, by=by, now=now)


def _said(reason: str) -> str:
    if not reason.strip():
        raise Refusal(SAY_WHY)
    return reason.strip()


def _tell(person_id: int, what: str, reason: str, then: str, link: str, now: datetime) -> None:
    title, body = f"{what}が差し戻されました", f"理由：{reason}。{then}"
    notify(person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=link, now=now)
