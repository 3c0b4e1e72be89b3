"""Mark who was there: by hand from a list, or by the code on the wall of the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.training.actions import minutes as ledger
from app.training.models.minutes import Attendance, MinuteEntry
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import coming, running
from app.training.queries import minutes as find
from app.training.rules.attendance import Judged, Method, Rule, at_most, judged
from app.training.rules.ledger import MinuteSource, session_reference

EARLY_ENTRY = timedelta(minutes=30)
TOO_EARLY = "この日程の出席は、開始の30分前から受け付けます。"
OVER = "この日程は終わっています。出席の記録は、主催者にお申し出ください。"
ANOTHER_ROOM = "この日程は、あなたの受講クラスのものではありません。会場と画面をお確かめください。"
BY_CODE = "会場のコードで出席した"
BY_LIST = "出席の名簿に記録した"
NOTHING_OWED = "この補講で受ける時間は、あなたには残っていません。記録が違うと思うときは、主催者にお申し出ください。"
ANOTHER_GROUP = "この日程は、あなたの演習班のものではありません。会場と画面をお確かめください。"


@dataclass(frozen=True, slots=True)
class Mark:
    """What the organiser's list says of one learner; `seen` is the version that the list was made with."""

    arrived_at: datetime | None
    left_at: datetime | None
    seen: int


def rule_of(session: CohortSession) -> Rule:
    """Late and early as the cohort has it."""
    return rule_in(session.cohort)


def rule_in(cohort: Cohort) -> Rule:
    """The rule by which attendance of the cohort is judged from now on."""
    return Rule(cohort.grace_minutes, cohort.limit_minutes, cohort.missed, cohort.makeup_days)


def hold(session: CohortSession) -> None:
    """Let nobody else mark at the date, nor at those that make up for it, until we are done: what is read holds."""
    original = session.makes_up_id or session.id
    db.session.execute(select(CohortSession.id).where(CohortSession.id == original).with_for_update(key_share=True))


def mark_list(
    session: CohortSession,
    marks: Mapping[int, Mark],
    enrolled: Sequence[Enrolment],
    *,
    reason: str,
    by: Person,
    now: datetime,
) -> int:
    """Keep a whole list, or nothing of it; says how many lines have changed.

    Raises Conflict, with the names, where somebody else has marked meanwhile. Changing what was marked
    before needs a reason, which the ledger keeps beside the old value; what a table that was taken back has
    left there, a nought without a mark, needs none.
    """
    hold(session)
    present = find.attendance_of(session.id)
    people = {each.id: each for each in enrolled}
    stale = [
        people[id_].person.name
        for id_, mark in marks.items()
        if (present[id_].version if id_ in present else 0) != mark.seen
    ]
    if stale:
        raise Conflict(f"{'、'.join(stale)}さんの出席は、ほかの人が先に記録しています。いまの記録をお確かめください。")
    standing = find.standing_by_reference(marks, session.module_id, reference_of(session))
    room = coming.room(session, marks)
    changes: dict[int, tuple[Judged, str]] = {}
    for id_, mark in marks.items():
        before = present.get(id_)
        if before is None or not _says_the_same(before, mark):
            came_of = _came_of(session, mark, room[id_])
            changes[id_] = came_of, _why(before, standing.get(id_), came_of, reason)
    for id_, (came_of, why) in changes.items():
        _keep(session, id_, present.get(id_), marks[id_], came_of, Method.LIST, by, now)
        _tell_ledger(session, id_, standing.get(id_), came_of, why, by, now)
    return len(changes)


def _why(before: Attendance | None, standing: MinuteEntry | None, came_of: Judged, reason: str) -> str:
    """What the ledger keeps beside the old value; refuses a change of what was marked without a reason."""
    if standing is None or standing.minutes == came_of.minutes:
        return reason
    if before is None and not standing.minutes:
        return reason.strip() or BY_LIST
    if not reason.strip():
        raise Refusal(ledger.REASON_WANTED)
    return reason


def _says_the_same(before: Attendance, mark: Mark) -> bool:
    """A list knows minutes, a scanned code seconds: who looks at 18:42 and leaves it there has changed nothing."""
    pairs = ((before.arrived_at, mark.arrived_at), (before.left_at, mark.left_at))
    return all(_minute(kept) == _minute(said) for kept, said in pairs)


def _minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)


def _came_of(session: CohortSession, mark: Mark, room: int) -> Judged:
    """What the mark is worth: with the dates that make up for one another, never more than one of them."""
    return at_most(judged(session.starts_at, session.ends_at, mark.arrived_at, mark.left_at, rule_of(session)), room)


def arrive(session: CohortSession, *, arrived_at: datetime, by: Person, now: datetime) -> Attendance:
    """Mark oneself by the code in the room; a second time changes nothing.

    Refuses before the doors open and after the end; NotFound for somebody of another cohort.
    """
    if arrived_at < session.starts_at - EARLY_ENTRY:
        raise Refusal(TOO_EARLY)
    if arrived_at > session.ends_at:
        raise Refusal(OVER)
    hold(session)
    enrolment = place_of(session, by)
    before = find.attendance_of(session.id).get(enrolment.id)
    if before is not None:
        return before
    mark = Mark(arrived_at, None, 0)
    came_of = _came_of(session, mark, coming.room(session, [enrolment.id])[enrolment.id])
    made = _keep(session, enrolment.id, None, mark, came_of, Method.CODE, by, now)
    # A mark that was taken back has left its nought in the ledger.
    standing = find.standing_by_reference([enrolment.id], session.module_id, reference_of(session)).get(enrolment.id)
    _tell_ledger(session, enrolment.id, standing, came_of, BY_CODE, by, now)
    return made


def place_of(session: CohortSession, person: Person) -> Enrolment:
    """The enrolment for which somebody is to come; NotFound in the room of another cohort.

    Refuses those of another group, and at a date that makes up for another whoever owes nothing of that.
    """
    enrolment = running.own_in(session.cohort_id, person.id)
    if enrolment is None:
        raise NotFound(ANOTHER_ROOM)
    if session.group_id not in (None, enrolment.group_id):
        raise Refusal(ANOTHER_GROUP)
    if not coming.among(session, [enrolment]):
        raise Refusal(NOTHING_OWED)
    return enrolment


def _keep(
    session: CohortSession,
    enrolment_id: int,
    before: Attendance | None,
    mark: Mark,
    came_of: Judged,
    method: Method,
    by: Person,
    now: datetime,
) -> Attendance:
    row = before or Attendance(session_id=session.id, enrolment_id=enrolment_id, version=0)
    row.state, row.minutes, row.method = came_of.state, came_of.minutes, method
    row.arrived_at, row.left_at = mark.arrived_at, mark.left_at
    row.version, row.marked_by_id, row.marked_at = row.version + 1, by.id, now
    db.session.add(row)
    return row


def _tell_ledger(
    session: CohortSession,
    enrolment_id: int,
    standing: MinuteEntry | None,
    came_of: Judged,
    reason: str,
    by: Person,
    now: datetime,
) -> None:
    """A first mark is a row, a change is a correction; one that leaves the minutes as they are is neither."""
    if standing is None:
        ledger.add(
            enrolment_id,
            session.module_id,
            form=session.form,
            source=MinuteSource.ATTENDANCE,
            reference=reference_of(session),
            minutes=came_of.minutes,
            by=by,
            now=now,
        )
    elif standing.minutes != came_of.minutes:
        ledger.correct(standing, minutes=came_of.minutes, reason=reason, by=by, now=now)


def reference_of(session: CohortSession) -> str:
    """By what the ledger knows the minutes of a session."""
    return session_reference(session.id)
