"""Find who wants to be reminded now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, case, exists, or_, select

from app.clock import jst
from app.db import db
from app.practice.models import MarkedDay, PracticeDay, PracticeSettings
from app.practice.rules.words import DayKind

LATEST = 60  # minutes after the hour: a worker that was down reminds no one at night
AT_A_TIME = 200


def due(now: datetime) -> Sequence[PracticeSettings]:
    """Whose hour of reminding has come within the last hour, on a day that is not off, with nothing done yet.

    Nobody in their quiet hours, and nobody twice a day; AT_A_TIME at most, so ask again until nobody is left.
    """
    local = jst(now)
    today, minute = local.date(), local.hour * 60 + local.minute
    off = exists().where(
        MarkedDay.person_id == PracticeSettings.person_id, MarkedDay.on == today, MarkedDay.kind == DayKind.OFF
    )
    studied = exists().where(PracticeDay.person_id == PracticeSettings.person_id, PracticeDay.on == today)
    return db.session.scalars(
        select(PracticeSettings)
        .where(
            PracticeSettings.remind_at.between(max(0, minute - LATEST), minute),
            or_(PracticeSettings.reminded_on.is_(None), PracticeSettings.reminded_on < today),
            ~_is_quiet(minute),
            ~off,
            ~studied,
        )
        .order_by(PracticeSettings.person_id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    ).all()


def _is_quiet(minute: int) -> ColumnElement[bool]:
    """`rules.calendar.within` of the quiet hours: who sleeps now takes no place among those who are asked for."""
    begun, over = PracticeSettings.quiet_from <= minute, PracticeSettings.quiet_until <= minute
    over_midnight = PracticeSettings.quiet_from > PracticeSettings.quiet_until
    return case((over_midnight, begun | ~over), else_=begun & ~over)
