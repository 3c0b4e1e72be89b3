"""Attendance from an Excel table: the form of the session, what a filled one would change, record it, take it back."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.rules import Permission
from app.errors import Refusal
from app.training.actions import attendance_sheets as actions
from app.training.actions import imports as sending
from app.training.models.imports import RosterImport
from app.training.models.minutes import Attendance
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import coming, minutes, running
from app.training.queries import imports as find
from app.training.rules import uploads
from app.training.rules.attendance import ATTENDANCE_LABELS
from app.training.rules.attendance_lines import MEANING_LABELS, Meaning
from app.training.rules.imports import IMPORT_LABELS
from app.training.rules.sheets import XLSX
from app.training.views import sent_file
from app.training.views.blueprint import cohorts as bp
from app.training.views.timetable import list_page
from app.ui.fields import printable

URL = "/<int:cohort_id>/sessions/<int:session_id>/tables"
ONE = f"{URL}/<int:filled_id>"
SHOWN = 200


@bp.get(f"{URL}/form.xlsx")
@requires(Permission.MANAGE_COHORT)
def attendance_form(cohort_id: int, session_id: int) -> ResponseReturnValue:
    """Who is to come, with what stands of them, as a workbook to be filled in."""
    from app.training import attendance_books  # noqa: PLC0415 -- 3 MB that a process without this page need not hold

    running.cohort_where(cohort_id, current_person())
    dated = running.session_in(cohort_id, session_id)
    known = minutes.attendance_of(session_id)
    book = attendance_books.blank([_cells(each, known.get(each.id)) for each in coming.expected(dated)])
    return sent_file.made(book, XLSX, f"出席の表 {clock.jst(dated.starts_at):%Y-%m-%d} {dated.module.title}.xlsx")


def _cells(each: Enrolment, known: Attendance | None) -> tuple[str, ...]:
    times = (known.arrived_at, known.left_at) if known else (None, None)
    said = ATTENDANCE_LABELS[known.state] if known else ""
    number = "" if each.number is None else str(each.number)
    return (number, each.person.name, each.person.kana, said, *(f"{clock.jst(at):%H:%M}" if at else "" for at in times))


@bp.post(URL)
@requires(Permission.MANAGE_COHORT)
def send_attendance(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    dated = running.session_in(cohort_id, session_id)
    sent = request.files.get("table")
    data = sent.read(uploads.LARGEST + 1) if sent else b""
    name = printable(sent.filename if sent else "") or "出席の表"
    try:
        made = sending.send_in(cohort, data, name, session=dated, by=current_person(), now=clock.now())
    except Refusal as refused:
        return list_page(cohort, dated, bad_table=refused.message), 422
    return redirect(url_for(".attendance", cohort_id=cohort_id, session_id=session_id, filled_id=made.id), 303)


@bp.get(ONE)
@requires(Permission.MANAGE_COHORT)
def attendance(cohort_id: int, session_id: int, filled_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    dated = running.session_in(cohort_id, session_id)
    return _page(cohort, dated, find.import_in(cohort_id, filled_id, session_id))


def _page(
    cohort: Cohort, dated: CohortSession, filled: RosterImport, reason: str = "", problem: str | None = None
) -> str:
    lines = filled.found.get("lines", [])
    counts = {MEANING_LABELS[each]: sum(line["meaning"] == each for line in lines) for each in Meaning}
    return render_template(
        "training/attendance.html",
        cohort=cohort,
        dated=dated,
        filled=filled,
        lines=lines[:SHOWN],
        count=len(lines),
        counts=counts,
        corrects=sum(line["corrects"] for line in lines),
        meanings=MEANING_LABELS,
        labels=IMPORT_LABELS,
        reason=reason,
        problem=problem,
    )


@bp.post(f"{ONE}/applied")
@requires(Permission.MANAGE_COHORT)
def apply_attendance(cohort_id: int, session_id: int, filled_id: int) -> ResponseReturnValue:
    cohort = running.cohort_where(cohort_id, current_person())
    dated = running.session_in(cohort_id, session_id)
    filled = find.import_in(cohort_id, filled_id, session_id)
    reason = request.form.get("reason", "")[:200].replace("\0", "")
    try:
        count = actions.apply(filled, dated, reason=reason, by=current_person(), now=clock.now())
    except Refusal as refused:
        return _page(cohort, dated, filled, reason, refused.message), 422
    flash(f"{count}人の出席を記録しました。", "success")
    return redirect(url_for(".session", cohort_id=cohort_id, session_id=session_id), 303)


@bp.post(f"{ONE}/undone")
@requires(Permission.MANAGE_COHORT)
def undo_attendance(cohort_id: int, session_id: int, filled_id: int) -> ResponseReturnValue:
    running.cohort_where(cohort_id, current_person())
    dated = running.session_in(cohort_id, session_id)
    filled = find.import_in(cohort_id, filled_id, session_id)
    count = actions.undo(filled, dated, by=current_person(), now=clock.now())
    flash(f"{count}人の出席の記録を取り消しました。", "success")
    return redirect(url_for(".session", cohort_id=cohort_id, session_id=session_id), 303)
