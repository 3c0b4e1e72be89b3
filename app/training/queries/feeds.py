"""Find whose calendar a secret address is, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.db import db
from app.errors import NotFound
from app.training.models.feeds import TrainingFeed
from app.training.queries import boards, running
from app.training.queries.boards import Learning
from app.training.rules.running import EnrolmentState

NO_FEED = "このカレンダーのアドレスは使えません。「研修」の画面で作り直してください。"


def feed_of(person_id: int) -> TrainingFeed | None:
    """The address that the person's calendar knows, while there is one."""
    return db.session.scalar(
        select(TrainingFeed).where(TrainingFeed.person_id == person_id, TrainingFeed.revoked_at.is_(None))
    )


def person_of(token_hash: str) -> int:
    """Whose dates the secret address tells; NotFound when it was taken back or never was."""
    found = db.session.scalar(
        select(TrainingFeed.person_id).where(TrainingFeed.token_hash == token_hash, TrainingFeed.revoked_at.is_(None))
    )
    if found is None:
        raise NotFound(NO_FEED)
    return found


def learnings(person_id: int, today: date, now: datetime) -> Sequence[Learning]:
    """The trainings that the person takes part in now."""
    own = running.own_enrolments(person_id)
    return [boards.learning(each, today, now) for each in own if each.state is EnrolmentState.ENROLLED]
