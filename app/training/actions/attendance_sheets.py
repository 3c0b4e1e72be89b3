"""Take in who was at a session from a table: read it, record it all or nothing of it, take it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from app import audit, clock
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.training.actions import attendance
from app.training.actions import minutes as ledger
from app.training.actions.attendance import Mark
from app.training.models.imports import RosterImport
from app.training.models.minutes import Attendance, MinuteEntry
from app.training.models.running import CohortSession, Enrolment
from app.training.queries import coming, running
from app.training.queries import minutes as find
from app.training.rules.attendance import AttendanceState, Method
from app.training.rules.attendance_lines import Held, Meaning, Present, Someone
from app.training.rules.attendance_sheets import Filled
from app.training.rules.imports import ImportState
from app.training.rules.roster import MOST_PROBLEMS

NOT_READY = "この表は、記録できる状態ではありません。画面を開き直してください。"
CHANGED = "読み取ったあとで、日程か受講者が変わりました。同じファイルを、もう一度読み取ってください。"
NOT_APPLIED = "この記録は、取り消せる状態ではありません。画面を開き直してください。"
TOUCHED = "次の人の出席は、そのあとで変わっているため、取り消せません：{names}。出席の名簿で直してください。"
TAKEN_BACK = "表からの出席の記録を取り消した"


def keep_read(made: RosterImport, filled: Filled, session: CohortSession) -> None:
    """Keep what would change, and let the file go; it can be recorded only when nothing is wrong anywhere."""
    made.found = {
        "lines": [line.kept() for line in filled.lines],
        "problems": [[each.cell, each.text, each.value] for each in filled.problems[:MOST_PROBLEMS]],
        "more": max(0, len(filled.problems) - MOST_PROBLEMS),
        "notices": filled.notices,
        "held": _held(session),
    }
    made.state = ImportState.WRONG if filled.problems else ImportState.READY
    made.upload = None


def held(session: CohortSession) -> Held:
    """The session as a table of its attendance is read against it."""
    return Held(clock.jst(session.starts_at), clock.jst(session.ends_at), attendance.rule_of(session))


def people_of(session: CohortSession) -> dict[str, Someone]:
    """Everybody of the class by 受講番号, with what stands of them at the session."""
    everybody = running.enrolments(session.cohort_id)
    known = find.attendance_of(session.id)
    expected = {each.id for each in coming.expected(session)}
    ids = [each.id for each in everybody]
    stood = _standing(session, ids)
    room = coming.room(session, ids)
    return {
        str(each.number): Someone(
            enrolment_id=each.id,
            number=str(each.number),
            name=each.person.name,
            expected=each.id in expected,
            present=_present(known.get(each.id)),
            stood=stood[each.id].minutes if each.id in stood else None,
            room=room[each.id],
        )
        for each in everybody
        if each.number is not None
    }


def _present(row: Attendance | None) -> Present | None:
    if row is None:
        return None
    arrived, left = (at and clock.jst(at) for at in (row.arrived_at, row.left_at))
    return Present(row.state, row.minutes, arrived, left, row.version)


def _held(session: CohortSession) -> list[str]:
    rule = attendance.rule_of(session)
    return [session.starts_at.isoformat(), session.ends_at.isoformat(), rule.said()]


def apply(made: RosterImport, session: CohortSession, *, reason: str, by: Person, now: datetime) -> int:
    """Record the whole table, or nothing of it; says for how many.

    Raises Conflict when it was recorded already, or when the session or somebody's attendance has changed since it
    was read. Where minutes that stand would change, a reason is wanted.
    """
    db.session.refresh(made, with_for_update=True)
    if made.state is not ImportState.READY:
        raise Conflict(NOT_READY)
    attendance.hold(session)
    lines = [line for line in made.found["lines"] if line["meaning"] != Meaning.SAME]
    expected = {each.id: each for each in coming.expected(session)}
    if _held(session) != made.found["held"] or not {line["enrolment"] for line in lines} <= expected.keys():
        raise Conflict(CHANGED)
    if not reason.strip() and any(line["corrects"] for line in lines):
        raise Refusal(ledger.REASON_WANTED)
    marks = {line["enrolment"]: Mark(_at(line["arrived"]), _at(line["left"]), line["seen"]) for line in lines}
    before = {id_: _kept(row) for id_, row in find.attendance_of(session.id).items()}
    stood = _standing(session, marks)
    count = attendance.mark_list(session, marks, list(expected.values()), reason=reason, by=by, now=now)
    db.session.flush()  # the versions that were given are remembered
    after, stands = find.attendance_of(session.id), _standing(session, marks)
    made.made = {
        "marks": [
            {
                "enrolment": id_,
                "version": after[id_].version,
                "before": before.get(id_),
                "entry": stands[id_].id,
                "stood": stood[id_].minutes if id_ in stood else 0,
            }
            for id_ in marks
        ]
    }
    made.found, made.state, made.applied_at = {**made.found, "lines": []}, ImportState.APPLIED, now
    _record("attendance.apply", made, session, by, count)
    return count


def _at(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _kept(row: Attendance) -> dict[str, Any]:
    return {
        "state": row.state.value,
        "minutes": row.minutes,
        "method": row.method.value,
        "arrived": _iso(row.arrived_at),
        "left": _iso(row.left_at),
        "by": row.marked_by_id,
        "at": _iso(row.marked_at),
    }


def undo(made: RosterImport, session: CohortSession, *, by: Person, now: datetime) -> int:
    """Put back, whole, what stood before the table was recorded; the ledger keeps both values and says why.

    Raises Conflict with the names where somebody's attendance or minutes have changed since, or what stood before
    was made up for.
    """
    db.session.refresh(made, with_for_update=True)
    if made.state is not ImportState.APPLIED:
        raise Conflict(NOT_APPLIED)
    attendance.hold(session)
    marks, present = made.made["marks"], find.attendance_of(session.id)
    ids = [each["enrolment"] for each in marks]
    standing, room = _standing(session, ids), coming.room(session, ids)
    touched = [
        id_
        for id_, each in zip(ids, marks, strict=True)
        if _touched(each, present.get(id_), standing.get(id_)) or _stood(each) > room[id_]
    ]
    if touched:
        names = [db.session.get_one(Enrolment, id_).person.name for id_ in touched]
        raise Conflict(TOUCHED.format(names="、".join(names)))
    for id_, each in zip(ids, marks, strict=True):
        _put_back(present[id_], each["before"])
        entry = standing.get(id_)
        if entry is not None and entry.minutes != _stood(each):
            ledger.correct(entry, minutes=_stood(each), reason=TAKEN_BACK, by=by, now=now)
    made.state, made.undone_at = ImportState.UNDONE, now
    _record("attendance.undo", made, session, by, len(marks))
    return len(marks)


def _standing(session: CohortSession, enrolment_ids: Iterable[int]) -> dict[int, MinuteEntry]:
    return find.standing_by_reference(enrolment_ids, session.module_id, attendance.reference_of(session))


def _touched(mark: dict[str, Any], row: Attendance | None, entry: MinuteEntry | None) -> bool:
    """Was somebody marked anew since, or their minutes corrected? A table of old did not note down which stood."""
    if row is None or row.version != mark["version"]:
        return True
    return "entry" in mark and (entry is None or entry.id != mark["entry"])


def _stood(mark: dict[str, Any]) -> int:
    """The minutes of the ledger before the table: a correction by hand may have made them others than the list's."""
    was = mark["before"]
    return int(mark["stood"]) if "stood" in mark else int(was["minutes"]) if was else 0


def _put_back(row: Attendance, was: dict[str, Any] | None) -> None:
    """As it was, under a version of its own: a list that was opened in between is told so."""
    if was is None:
        db.session.delete(row)
        return
    row.state, row.minutes, row.method = AttendanceState(was["state"]), was["minutes"], Method(was["method"])
    row.arrived_at, row.left_at = _at(was["arrived"]), _at(was["left"])
    row.marked_by_id, row.marked_at = was["by"], datetime.fromisoformat(was["at"])
    row.version += 1


def _record(action: str, made: RosterImport, session: CohortSession, by: Person, count: int) -> None:
    place, owner = f"roster_import:{made.id}", session.cohort.run.organisation_id
    audit.record(action, place, by=by.id, organisation=owner, after={"people": count})
