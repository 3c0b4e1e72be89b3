"""Find whom to remind of a 研修記録シート, and who does not want to hear of anything at this hour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Exists, exists, select
from sqlalchemy.orm import joinedload

from app.db import db
from app.practice.models import PracticeSettings
from app.practice.rules.calendar import QUIET_FROM, QUIET_UNTIL, within
from app.training.models.records import RecordLink, RecordPlan, RecordReminder, RecordSheet
from app.training.models.running import Cohort, CourseRun, Enrolment
from app.training.rules.records import Moment, Rater
from app.training.rules.running import EnrolmentState


def plans(today: date) -> Sequence[RecordPlan]:
    """The plans by which something may still be handed in."""
    return db.session.scalars(
        select(RecordPlan)
        .where(RecordPlan.closes_on >= today)
        .order_by(RecordPlan.id)
        .options(joinedload(RecordPlan.cohort).joinedload(Cohort.run))
    ).all()


def missing(cohort_id: int, moment: Moment, rater: Rater = Rater.SELF) -> dict[int, int]:
    """Who learns in the cohort and whose sheet by this rater is not handed in: the person of each enrolment."""
    waits = Enrolment.state == EnrolmentState.ENROLLED, ~_handed_in(moment, rater)
    rows = db.session.execute(
        select(Enrolment.id, Enrolment.person_id).where(Enrolment.cohort_id == cohort_id, *waits).order_by(Enrolment.id)
    )
    return {row[0]: row[1] for row in rows}


def _handed_in(moment: Moment, rater: Rater) -> Exists:
    return exists().where(
        RecordSheet.enrolment_id == Enrolment.id,
        RecordSheet.moment == moment,
        RecordSheet.rater == rater,
        RecordSheet.handed_in_at.is_not(None),
    )


def waiting_links(cohort_id: int, moment: Moment) -> Sequence[RecordLink]:
    """The links that managers have by mail and could still use, the newest alone of each sheet."""
    found = db.session.scalars(
        select(RecordLink)
        .join(RecordLink.enrolment)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            RecordLink.moment == moment,
            RecordLink.email.is_not(None),
            RecordLink.used_at.is_(None),
            RecordLink.replaced_at.is_(None),
            ~_handed_in(moment, Rater.MANAGER),
        )
        .order_by(RecordLink.id)
        .options(
            joinedload(RecordLink.enrolment).joinedload(Enrolment.person),
            joinedload(RecordLink.enrolment)
            .joinedload(Enrolment.cohort)
            .joinedload(Cohort.run)
            .joinedload(CourseRun.organisation),
        )
    )
    return list({link.enrolment_id: link for link in found}.values())


def told(enrolment_ids: Iterable[int], moment: Moment, rater: Rater) -> dict[int, list[str]]:
    """Of what each was reminded already."""
    rows = db.session.execute(
        select(RecordReminder.enrolment_id, RecordReminder.nudge).where(
            RecordReminder.enrolment_id.in_(set(enrolment_ids)),
            RecordReminder.moment == moment,
            RecordReminder.rater == rater,
        )
    )
    found: dict[int, list[str]] = {}
    for enrolment_id, nudge in rows:
        found.setdefault(enrolment_id, []).append(nudge)
    return found


def in_quiet(person_ids: Iterable[int], minute: int) -> frozenset[int]:
    """Those of the persons for whom this minute of the day lies in the hours that they, or else we, call quiet."""
    wanted = set(person_ids)
    rows = db.session.execute(
        select(PracticeSettings.person_id, PracticeSettings.quiet_from, PracticeSettings.quiet_until).where(
            PracticeSettings.person_id.in_(wanted)
        )
    )
    chosen = {person_id: (begins, ends) for person_id, begins, ends in rows}
    return frozenset(id_ for id_ in wanted if within(minute, *chosen.get(id_, (QUIET_FROM, QUIET_UNTIL))))
