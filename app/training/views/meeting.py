"""Attendance from the log of an online meeting: it fills in the list, which the organiser looks over and keeps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import request
from flask.typing import ResponseReturnValue

from app import clock
from app.accounts.guards import current_person, requires
from app.accounts.queries import addresses_of
from app.accounts.rules import Permission
from app.training.models.running import CohortSession, Enrolment
from app.training.queries import coming, minutes
from app.training.queries import running as find
from app.training.rules import meeting, uploads
from app.training.views.blueprint import cohorts as bp
from app.training.views.timetable import list_page

FILLED = "{count}人の参加を読み取りました。まだ記録していません。確かめて「出席を記録する」を押してください。"
UNKNOWN = "名簿にない名前：{names}。同じ人なら、下の欄に手で入れてください。"
NOT_CSV = "会議の記録はCSVで選んでください。Excelのブックは、CSVで保存し直せます。"


@bp.post("/<int:cohort_id>/sessions/<int:session_id>/log")
@requires(Permission.MANAGE_COHORT)
def fill_from_log(cohort_id: int, session_id: int) -> ResponseReturnValue:
    cohort = find.cohort_where(cohort_id, current_person())
    dated = find.session_in(cohort_id, session_id)
    sent = request.files.get("log")
    data = sent.read(uploads.LARGEST + 1) if sent else b""
    problem = uploads.problem(data) or (NOT_CSV if uploads.is_workbook(data) else None)
    if problem:
        return list_page(cohort, dated, problem=problem), 422
    begins, ends = (clock.jst(each).replace(tzinfo=None) for each in (dated.starts_at, dated.ends_at))
    try:
        stays = meeting.read(uploads.text(data) or "", begins)
    except meeting.Unreadable as unreadable:
        return list_page(cohort, dated, problem=str(unreadable)), 422
    enrolled = coming.expected(dated)
    found, unknown = meeting.matched(stays, _by_email(enrolled), _by_name(enrolled))
    typed = _typed(dated, enrolled, found, begins, ends)
    told = [FILLED.format(count=len(found)), *([UNKNOWN.format(names="、".join(unknown[:20]))] if unknown else [])]
    return list_page(cohort, dated, typed=typed, told=told)


def _by_email(enrolled: Sequence[Enrolment]) -> dict[str, int]:
    addresses = addresses_of([each.person_id for each in enrolled])
    own = {addresses[each.person_id]: each.id for each in enrolled if each.person_id in addresses}
    return {each.invited_email: each.id for each in enrolled if each.invited_email} | own


def _by_name(enrolled: Sequence[Enrolment]) -> dict[str, int]:
    """Names that only one of the class bears."""
    names = [meeting.plain_name(each.person.name) for each in enrolled]
    return {name: each.id for name, each in zip(names, enrolled, strict=True) if names.count(name) == 1}


def _typed(
    dated: CohortSession,
    enrolled: Sequence[Enrolment],
    found: dict[int, list[meeting.Stay]],
    begins: datetime,
    ends: datetime,
) -> dict[str, str]:
    """What an organiser would have typed; who is marked already stays as they are."""
    known = minutes.attendance_of(dated.id)
    typed: dict[str, str] = {}
    for each in enrolled:
        if each.id in known:
            continue
        was = meeting.presence(found.get(each.id, []), begins, ends)
        typed[f"state-{each.id}"] = "there" if was else "absent"
        if was:
            typed[f"arrived-{each.id}"] = f"{was.arrived_at:%H:%M}" if was.arrived_at > begins else ""
            typed[f"left-{each.id}"] = f"{was.left_at:%H:%M}" if was.left_at < ends else ""
    return typed
