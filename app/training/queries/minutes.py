"""Find minutes: what stands in the ledger, what once stood, and who was there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from app.db import db
from app.errors import NotFound
from app.training.models.minutes import Attendance, MinuteEntry
from app.training.models.running import Enrolment
from app.training.rules.ledger import session_reference
from app.training.rules.running import EnrolmentState
from app.training.rules.words import Form

NO_ENTRY = "この記録は見つかりません。画面を開き直してください。"
_later = aliased(MinuteEntry)


def stands() -> ColumnElement[bool]:
    """True of a row that no other row corrects."""
    return ~exists().where(_later.corrects_id == MinuteEntry.id)


@dataclass(frozen=True, slots=True)
class Sums:
    """The minutes that stand, by enrolment, module and form."""

    rows: dict[tuple[int, int], dict[Form | None, int]]

    def of(self, enrolment_id: int, module_id: int) -> int:
        return sum(self.rows.get((enrolment_id, module_id), {}).values())

    def by_form(self, enrolment_id: int) -> dict[Form | None, int]:
        found: defaultdict[Form | None, int] = defaultdict(int)
        for (owner, _module), forms in self.rows.items():
            if owner == enrolment_id:
                for form, minutes in forms.items():
                    found[form] += minutes
        return dict(found)


def sums(enrolment_ids: Iterable[int]) -> Sums:
    """What stands in the ledger for these enrolments, summed up by the database."""
    found: defaultdict[tuple[int, int], dict[Form | None, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(MinuteEntry.enrolment_id, MinuteEntry.module_id, MinuteEntry.form, func.sum(MinuteEntry.minutes))
        .where(MinuteEntry.enrolment_id.in_(set(enrolment_ids)), stands())
        .group_by(MinuteEntry.enrolment_id, MinuteEntry.module_id, MinuteEntry.form)
    )
    for enrolment_id, module_id, form, minutes in rows:
        found[enrolment_id, module_id][form] = int(minutes)
    return Sums(dict(found))


def figures(cohort_id: int) -> dict[int, str]:
    """What stands for those who learn in the cohort: by enrolment "module:minutes", one after the other.

    A row for each enrolment, and nothing taken apart yet: thirty thousand rows cost more to fetch than all
    the rest of the board, and most figures are those of many. Which rows are corrected is asked for once,
    not once for each row.
    """
    learning = select(Enrolment.id).where(Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.ENROLLED)
    corrected = select(_later.corrects_id).where(_later.corrects_id.is_not(None))
    each = (
        select(MinuteEntry.enrolment_id, MinuteEntry.module_id, func.sum(MinuteEntry.minutes).label("minutes"))
        .where(MinuteEntry.enrolment_id.in_(learning), MinuteEntry.id.not_in(corrected))
        .group_by(MinuteEntry.enrolment_id, MinuteEntry.module_id)
        .subquery()
    )
    said = cast(each.c.module_id, String) + ":" + cast(each.c.minutes, String)
    rows = db.session.execute(
        select(each.c.enrolment_id, func.aggregate_strings(said, ",").label("line")).group_by(each.c.enrolment_id)
    )
    return {row.enrolment_id: row.line for row in rows}


def history(enrolment_id: int) -> Sequence[tuple[MinuteEntry, bool]]:
    """Every row of the enrolment, the newest first, and whether it stands."""
    rows = db.session.execute(
        select(MinuteEntry, stands())
        .where(MinuteEntry.enrolment_id == enrolment_id)
        .order_by(MinuteEntry.id.desc())
        .options(joinedload(MinuteEntry.module), joinedload(MinuteEntry.made_by))
    )
    return [(entry, bool(standing)) for entry, standing in rows]


def entry_of(enrolment_id: int, entry_id: int) -> MinuteEntry:
    """One row of the enrolment."""
    found = db.session.scalar(
        select(MinuteEntry).where(MinuteEntry.id == entry_id, MinuteEntry.enrolment_id == enrolment_id)
    )
    if found is None:
        raise NotFound(NO_ENTRY)
    return found


def standing_by_reference(enrolment_ids: Iterable[int], module_id: int, reference: str) -> dict[int, MinuteEntry]:
    """The row of this reference that stands, by enrolment."""
    rows = db.session.scalars(
        select(MinuteEntry).where(
            MinuteEntry.enrolment_id.in_(set(enrolment_ids)),
            MinuteEntry.module_id == module_id,
            MinuteEntry.reference == reference,
            stands(),
        )
    )
    return {row.enrolment_id: row for row in rows}


def earned_at(enrolment_ids: Collection[int], session_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """What stands in the ledger of these sessions, by enrolment and session."""
    sessions = {session_reference(id_): id_ for id_ in session_ids}
    if not sessions:
        return {}
    rows = db.session.execute(
        select(MinuteEntry.enrolment_id, MinuteEntry.reference, MinuteEntry.minutes).where(
            MinuteEntry.enrolment_id.in_(enrolment_ids), MinuteEntry.reference.in_(sessions), stands()
        )
    )
    return {(row.enrolment_id, sessions[row.reference]): row.minutes for row in rows}


def marked_at(enrolment_ids: Collection[int], session_ids: Collection[int]) -> set[tuple[int, int]]:
    """Who was marked at which of these sessions: pairs of enrolment and session."""
    rows = db.session.execute(
        select(Attendance.enrolment_id, Attendance.session_id).where(
            Attendance.enrolment_id.in_(enrolment_ids), Attendance.session_id.in_(session_ids)
        )
    )
    return {(row.enrolment_id, row.session_id) for row in rows}


def told_of_lesson(enrolment_id: int, module_id: int, prefix: str) -> int:
    """The minutes that the ledger has heard of a lesson, corrected or not."""
    return (
        db.session.scalar(
            select(func.sum(MinuteEntry.minutes)).where(
                MinuteEntry.enrolment_id == enrolment_id,
                MinuteEntry.module_id == module_id,
                MinuteEntry.reference.startswith(prefix, autoescape=True),
                MinuteEntry.corrects_id.is_(None),
            )
        )
        or 0
    )


def attendance_of(session_id: int) -> dict[int, Attendance]:
    """Who was at the session, by enrolment."""
    rows = db.session.scalars(select(Attendance).where(Attendance.session_id == session_id))
    return {row.enrolment_id: row for row in rows}
