"""Let a calendar read the dates of a learner, and stop it."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import update

from app.accounts.models import Person
from app.db import db
from app.practice.actions.wishes import TOKEN_BYTES, token_hash
from app.training.models.feeds import TrainingFeed


def open_feed(person: Person, *, now: datetime) -> str:
    """Make a secret address for the person's dates, shown this once; the address before it dies."""
    close_feed(person, now=now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    db.session.add(TrainingFeed(person_id=person.id, token_hash=token_hash(token), created_at=now))
    return token


def close_feed(person: Person, *, now: datetime) -> None:
    """Take the secret address back: calendars that know it are told nothing any more."""
    mine = (TrainingFeed.person_id == person.id) & TrainingFeed.revoked_at.is_(None)
    db.session.execute(update(TrainingFeed).where(mine).values(revoked_at=now))
