"""Find what has to be made up for: by those of a cohort, by one learner; and at which dates they can."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, func, select
from sqlalchemy.orm import contains_eager

from app.clock import jst
from app.db import db
from app.training.models.minutes import Attendance, MinuteEntry
from app.training.models.running import Cohort, CohortSession, Enrolment
from app.training.queries import minutes
from app.training.rules.attendance import AttendanceState, Rule
from app.training.rules.ledger import session_reference
from app.training.rules.makeups import Owed, left
from app.training.rules.running import EnrolmentState


@dataclass(frozen=True, slots=True)
class MakeUp:
    """What somebody owes, with whom and what it is, and the dates still to come that make up for it."""

    owed: Owed
    enrolment: Enrolment
    session: CohortSession
    offers: Sequence[CohortSession]


def of_cohort(cohort: Cohort, now: datetime) -> list[MakeUp]:
    """All that is owed in the cohort, by the day until which and by number."""
    found = _owed(cohort, None, now)
    return sorted(found, key=lambda each: (each.owed.until, each.enrolment.number or 0, each.owed.session_id))


def of_enrolment(enrolment: Enrolment, now: datetime) -> list[MakeUp]:
    """What one learner owes, the nearest first."""
    return sorted(_owed(enrolment.cohort, enrolment.id, now), key=lambda each: (each.owed.until, each.owed.session_id))


def _owed(cohort: Cohort, only: int | None, now: datetime) -> list[MakeUp]:
    """What the rule of the cohort asks for of what was marked; a module whose minutes are full owes nothing."""
    rows = _marked(cohort.id, only)
    made_up: defaultdict[tuple[int, int], int] = defaultdict(int)
    for row, standing in rows:
        if row.session.makes_up_id is not None:
            made_up[row.enrolment_id, row.session.makes_up_id] += standing
    short = [(row, n) for row, n in rows if row.session.makes_up_id is None and n < row.session.minutes]
    earned = minutes.sums({row.enrolment_id for row, _standing in short}) if short else None
    offers = _offers(cohort.id, now) if short else {}
    found = []
    for row, standing in short:
        missing = left(row.session.minutes, standing, made_up[row.enrolment_id, row.session_id])
        wanted = row.session.module.minutes
        full = (
            wanted is not None and earned is not None and earned.of(row.enrolment_id, row.session.module_id) >= wanted
        )
        if missing and not full:
            until = _until(cohort, row.session)
            owed = Owed(row.enrolment_id, row.session_id, row.session.module_id, missing, until)
            theirs = [
                each for each in offers.get(row.session_id, []) if each.group_id in (None, row.enrolment.group_id)
            ]
            found.append(MakeUp(owed, row.enrolment, row.session, theirs))
    return found


def _marked(cohort_id: int, only: int | None) -> list[tuple[Attendance, int]]:
    """Who was not there for the whole time or whose minutes were corrected, and who was at a date that makes up.

    With the minutes that stand in the ledger: they count, whatever the list of the date came to.
    """
    its_own = (
        (MinuteEntry.enrolment_id == Attendance.enrolment_id)
        & (MinuteEntry.module_id == CohortSession.module_id)
        & (MinuteEntry.reference == session_reference("") + cast(Attendance.session_id, String))
    )
    wanted = (
        select(Attendance, func.coalesce(MinuteEntry.minutes, Attendance.minutes))
        .join(Attendance.session)
        .join(Attendance.enrolment)
        .outerjoin(MinuteEntry, its_own & minutes.stands())
        .where(
            CohortSession.cohort_id == cohort_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            (Attendance.state != AttendanceState.PRESENT)
            | CohortSession.makes_up_id.is_not(None)
            | MinuteEntry.corrects_id.is_not(None),
        )
        .options(
            contains_eager(Attendance.session).joinedload(CohortSession.module),
            contains_eager(Attendance.enrolment).joinedload(Enrolment.person),
        )
    )
    rows = db.session.execute(wanted if only is None else wanted.where(Enrolment.id == only))
    return [(row, standing) for row, standing in rows]


def _offers(cohort_id: int, now: datetime) -> dict[int, list[CohortSession]]:
    rows = db.session.scalars(
        select(CohortSession)
        .where(
            CohortSession.cohort_id == cohort_id, CohortSession.makes_up_id.is_not(None), CohortSession.ends_at > now
        )
        .order_by(CohortSession.starts_at)
    )
    found: defaultdict[int, list[CohortSession]] = defaultdict(list)
    for row in rows:
        found[row.makes_up_id or 0].append(row)
    return found


def _until(cohort: Cohort, session: CohortSession) -> date:
    rule = Rule(cohort.grace_minutes, cohort.limit_minutes, cohort.missed, cohort.makeup_days)
    return rule.until(jst(session.starts_at).date(), cohort.run.ends_on)


def people(found: Iterable[MakeUp]) -> list[int]:
    """Whom it concerns, each once."""
    return sorted({each.enrolment.person_id for each in found})
