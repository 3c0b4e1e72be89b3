"""How long what is kept: the rule that somebody has made, else what is usual."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import RetentionRule
from app.accounts.rules.applications import GROUNDS, GROUNDS_KEPT
from app.db import db


def kept_for(subject: str, usual: timedelta, *, today: date) -> timedelta | None:
    """How long a row of the subject is kept by the rule of the day; None where a rule keeps it for good."""
    newest = (
        select(RetentionRule)
        .where(RetentionRule.subject == subject, RetentionRule.in_force_from <= today)
        .order_by(RetentionRule.in_force_from.desc())
        .limit(1)
    )
    rule = db.session.scalar(newest)
    if rule is None:
        return usual
    return None if rule.keep_days is None else timedelta(days=rule.keep_days)


def cleared_before(subject: str, usual: timedelta, *, today: date, now: datetime) -> datetime | None:
    """What of the subject is older has had its time; None where a rule keeps it for good."""
    kept = kept_for(subject, usual, today=today)
    return None if kept is None else now - kept


def grounds_kept(today: date) -> timedelta:
    """How long the grounds of an application are kept that is sent today; never for good."""
    return kept_for(GROUNDS, GROUNDS_KEPT, today=today) or GROUNDS_KEPT
