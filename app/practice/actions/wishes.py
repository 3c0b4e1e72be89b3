"""Say when the exam is, how much time there is, which days are off, and who may read the plan."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import delete, update

from app.accounts.models import Person
from app.db import db
from app.practice.models import CalendarFeed, MarkedDay, PracticeSettings
from app.practice.queries import wishes
from app.practice.rules.words import DayKind

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the settings page says."""

    exam_on: date | None
    minutes_a_day: int
    spared_papers: Sequence[str]
    remind_at: int | None
    by_mail: bool
    quiet_from: int
    quiet_until: int


def save_settings(person: Person, said: Wishes, *, now: datetime) -> PracticeSettings:
    """Keep what the person says; no card is written again, since the plan is reckoned from the exam day anew."""
    kept = wishes.settings_of(person.id)
    kept.exam_on, kept.minutes_a_day = said.exam_on, said.minutes_a_day
    kept.spared_papers = list(said.spared_papers)
    kept.remind_at, kept.by_mail = said.remind_at, said.by_mail
    kept.quiet_from, kept.quiet_until = said.quiet_from, said.quiet_until
    kept.changed_at = now
    db.session.add(kept)
    return kept


def stop_letters(person: Person) -> None:
    """No reminder comes by mail any more; devices and the calendar stay as they are."""
    db.session.execute(update(PracticeSettings).where(PracticeSettings.person_id == person.id).values(by_mail=False))


def mark_days(person: Person, kinds: Mapping[date, DayKind | None]) -> None:
    """Mark these days as off or night shift, or take the mark away; other days stay as they are."""
    db.session.execute(delete(MarkedDay).where(MarkedDay.person_id == person.id, MarkedDay.on.in_(list(kinds))))
    db.session.add_all(MarkedDay(person_id=person.id, on=on, kind=kind) for on, kind in kinds.items() if kind)


def reminded(settings: PracticeSettings, *, on: date) -> None:
    """Note that the person was reminded on the day: once is enough."""
    settings.reminded_on = on


def token_hash(token: str) -> str:
    """What is stored of a secret address."""
    return sha256(token.encode()).hexdigest()


def open_feed(person: Person, *, now: datetime) -> str:
    """Make a secret address for the person's calendar, shown this once; the address before it dies."""
    close_feed(person, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(CalendarFeed(person_id=person.id, token_hash=token_hash(token), created_at=now))
    return token


def close_feed(person: Person, *, now: datetime) -> None:
    """Take the secret address back: calendars that know it are told nothing any more."""
    db.session.execute(
        update(CalendarFeed)
        .where(CalendarFeed.person_id == person.id, CalendarFeed.revoked_at.is_(None))
        .values(revoked_at=now)
    )
