"""Forget the sittings of people who have left, with all that hangs on them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.db import db
from app.exams.models import Answer, Attempt, LateAnswer, SectionScoreRow, TimeChange
from app.exams.models.on_paper import TypedSheet
from app.exams.queries.left import of_people_who_left

MOST_AT_ONCE = 1_000


def forget_sittings(before: datetime) -> int:
    """Delete the oldest of them, as many as one write may hold up others for; says how many."""
    ids = db.session.scalars(
        select(Attempt.id).where(*of_people_who_left(before)).order_by(Attempt.id).limit(MOST_AT_ONCE)
    ).all()
    for table in (Answer, LateAnswer, SectionScoreRow, TimeChange, TypedSheet):
        db.session.execute(delete(table).where(table.attempt_id.in_(ids)))
    db.session.execute(delete(Attempt).where(Attempt.id.in_(ids)))
    return len(ids)
