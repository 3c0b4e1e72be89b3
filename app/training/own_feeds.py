"""What the calendars of learners know of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.feeds import TrainingFeed


def _feeds(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(TrainingFeed).where(TrainingFeed.person_id == person_id).order_by(TrainingFeed.id))
    return [{"作った日時": row.created_at, "止めた日時": row.revoked_at} for row in rows]


def _erase_feeds(person_id: int, _now: datetime) -> None:
    """Calendars that know the address are told nothing any more."""
    db.session.execute(delete(TrainingFeed).where(TrainingFeed.person_id == person_id))


personal_data.register("研修の日程の配信", ["training_feed"], _feeds, _erase_feeds)
