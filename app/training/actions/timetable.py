"""Set the dates of a cohort, hold one at another time or place, and tell whoever was to come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.training.models.curricula import Module
from app.training.models.running import Cohort, CohortSession
from app.training.queries import coming, groups, minutes
from app.training.rules.days import weekday_ja
from app.training.rules.words import Form

NO_TEACHER = "講師は、この団体の講師から選んでください。"
ATTENDED = "出席の記録があるため、日時は変えられません。会場・講師は変えられます。"
LINK = "/training"


@dataclass(frozen=True, slots=True)
class Dated:
    """What an organiser says of a new date."""

    form: Form
    starts_at: datetime
    ends_at: datetime
    place: str
    lecturer: str
    makes_up_id: int | None
    group_id: int | None = None
    online_url: str | None = None
    teacher_id: int | None = None


def add_session(cohort: Cohort, module: Module, dated: Dated, *, by: Person, now: datetime) -> CohortSession:
    """Put a date into the cohort's timetable."""
    made = CohortSession(
        cohort_id=cohort.id,
        module_id=module.id,
        form=dated.form,
        starts_at=dated.starts_at,
        ends_at=dated.ends_at,
        place=dated.place,
        online_url=dated.online_url,
        lecturer=dated.lecturer,
        teacher_id=_teacher(cohort, dated.teacher_id),
        makes_up_id=dated.makes_up_id,
        group_id=dated.group_id,
        created_at=now,
    )
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    place = f"cohort_session:{made.id}"
    audit.record("session.add", place, by=by.id, organisation=cohort.run.organisation_id)
    return made


def _teacher(cohort: Cohort, wanted: int | None, now: int | None = None) -> int | None:
    """Who may teach it: somebody who teaches in the organisation, and who does so now."""
    if wanted in (None, now):
        return wanted
    if wanted not in {each.id for each in groups.lecturers(cohort.run.organisation_id)}:
        raise Refusal(NO_TEACHER)
    return wanted


@dataclass(frozen=True, slots=True)
class Held:
    """When and where a date is held, and by whom."""

    starts_at: datetime
    ends_at: datetime
    place: str
    online_url: str | None
    teacher_id: int | None
    lecturer: str


def hold_otherwise(session: CohortSession, cohort: Cohort, held: Held, *, by: Person, now: datetime) -> int:
    """Hold a date at another time, in another room, at another address or with somebody else; attendance stays.

    Refuses another time once somebody was marked there. Who was to come is told of a new time, room or address
    of a date that is not over; says how many were told.
    """
    if (held.starts_at, held.ends_at) != (session.starts_at, session.ends_at) and minutes.attendance_of(session.id):
        raise Conflict(ATTENDED)
    teacher_id = _teacher(cohort, held.teacher_id, session.teacher_id)
    before, changes = _said(session), _changes(session, held)
    was_ahead = session.ends_at > now
    session.starts_at, session.ends_at, session.teacher_id = held.starts_at, held.ends_at, teacher_id
    session.place, session.online_url, session.lecturer = held.place, held.online_url, held.lecturer
    where, owner = f"cohort_session:{session.id}", cohort.run.organisation_id
    audit.record("session.change", where, by=by.id, organisation=owner, before=before, after=_said(session))
    if not changes or not (was_ahead or session.ends_at > now):
        return 0
    people = {each.person_id for each in coming.expected(session)} | ({teacher_id} if teacher_id else set())
    title = f"日程が変わりました：{session.module.title}"
    body = f"{cohort.run.title} {cohort.title}：" + "。".join(changes) + "。"
    notify_all(people, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)
    return len(people)


def _said(session: CohortSession) -> dict[str, object]:
    """Addresses of meetings are no business of the trail: that there is one is enough."""
    return {
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "place": session.place,
        "online": session.online_url is not None,
        "person": session.teacher_id,
    }


def _changes(session: CohortSession, held: Held) -> list[str]:
    """In words what is otherwise now; the address itself is left to the page, which only those may see who come."""
    changes = []
    if (held.starts_at, held.ends_at) != (session.starts_at, session.ends_at):
        changes.append(f"日時 {_when(session.starts_at, session.ends_at)} → {_when(held.starts_at, held.ends_at)}")
    if held.place != session.place:
        changes.append(f"会場 {session.place} → {held.place}")
    if held.online_url != session.online_url:
        changes.append(
            "オンラインのアドレスが変わりました（「研修」の画面で見られます）"
            if held.online_url
            else "オンラインの会議はなくなりました"
        )
    return changes


def _when(starts_at: datetime, ends_at: datetime) -> str:
    begins, ends = jst(starts_at), jst(ends_at)
    return f"{weekday_ja(begins.date())} {begins:%-H:%M}–{ends:%-H:%M}"
