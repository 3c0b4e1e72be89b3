"""How long what is kept: the rule that somebody has made, else what is usual."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import RetentionRule
from app.db import db


def cleared_before(subject: str, usual: timedelta, *, today: date, now: datetime) -> datetime | None:
    """What of the subject is older has had its time; None where a rule keeps it for good."""
    newest = (
        select(RetentionRule)
        .where(RetentionRule.subject == subject, RetentionRule.in_force_from <= today)
        .order_by(RetentionRule.in_force_from.desc())
        .limit(1)
    )
    rule = db.session.scalar(newest)
    if rule is None:
        return now - usual
    return None if rule.keep_days is None else now - timedelta(days=rule.keep_days)
