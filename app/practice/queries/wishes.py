"""Find what somebody has said about their practice, their days, and what they did on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Person
from app.db import db
from app.practice.models import MarkedDay, PracticeDay, PracticeSet, PracticeSettings
from app.practice.rules.calendar import QUIET_FROM, QUIET_UNTIL, USUAL_MINUTES, Calendar
from app.practice.rules.schedule import seconds_a_card, seconds_a_question
from app.practice.rules.words import DayKind


def settings_of(person_id: int) -> PracticeSettings:
    """What the person has said, or what is usual; the latter is not stored."""
    return db.session.get(PracticeSettings, person_id) or _usual(person_id)


def _usual(person_id: int) -> PracticeSettings:
    return PracticeSettings(
        person_id=person_id,
        minutes_a_day=USUAL_MINUTES,
        spared_papers=[],
        by_mail=True,
        quiet_from=QUIET_FROM,
        quiet_until=QUIET_UNTIL,
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody has said, the set that is open, the seconds for a statement, the first day, the time today."""

    settings: PracticeSettings
    open_set: PracticeSet | None
    seconds: float
    begun_on: date | None
    seconds_today: int


def standing(person_id: int, today: date) -> Standing:
    """How somebody stands, in one query."""
    own_days = PracticeDay.person_id == person_id
    spent = PracticeDay.card_seconds + PracticeDay.question_seconds
    settings, running, cards, seconds, begun_on, gone = db.session.execute(
        select(
            PracticeSettings,
            PracticeSet,
            select(func.sum(PracticeDay.cards)).where(own_days).scalar_subquery(),
            select(func.sum(PracticeDay.card_seconds)).where(own_days).scalar_subquery(),
            select(func.min(PracticeDay.on)).where(own_days).scalar_subquery(),
            select(func.sum(spent)).where(own_days, PracticeDay.on == today).scalar_subquery(),
        )
        .select_from(Person)
        .outerjoin(PracticeSettings, PracticeSettings.person_id == Person.id)
        .outerjoin(PracticeSet, (PracticeSet.person_id == Person.id) & PracticeSet.ended_at.is_(None))
        .where(Person.id == person_id)
    ).one()
    return Standing(
        settings or _usual(person_id), running, seconds_a_card(cards or 0, seconds or 0), begun_on, gone or 0
    )


def marked_days(person_id: int) -> dict[date, DayKind]:
    """The person's days off and night shifts, past ones too."""
    rows = db.session.execute(select(MarkedDay.on, MarkedDay.kind).where(MarkedDay.person_id == person_id))
    return dict(rows.all())


def calendar_of(person_id: int, settings: PracticeSettings, spent: Mapping[date, float]) -> Calendar:
    """How much of each day is for study; `spent` says how many minutes of it are gone."""
    return Calendar(settings.minutes_a_day, marked_days(person_id), spent)


def days_of(person_id: int) -> Sequence[PracticeDay]:
    """The days on which the person practised, oldest first."""
    return db.session.scalars(
        select(PracticeDay).where(PracticeDay.person_id == person_id).order_by(PracticeDay.on)
    ).all()


def seconds_each(days: Sequence[PracticeDay]) -> tuple[float, float]:
    """How long the person needs for a statement, and for a whole question."""
    return (
        seconds_a_card(sum(day.cards for day in days), sum(day.card_seconds for day in days)),
        seconds_a_question(sum(day.questions for day in days), sum(day.question_seconds for day in days)),
    )
