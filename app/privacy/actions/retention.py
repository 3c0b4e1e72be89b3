"""Make rules of retention, and clear what has had its time by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from sqlalchemy import delete

from app import audit, clock
from app.accounts import actions as accounts
from app.accounts.models import Person, RetentionRule
from app.db import db
from app.errors import Refusal
from app.exams.actions.left import forget_sittings
from app.privacy.queries import retention as find
from app.privacy.rules.retention import Rule, Subject

IN_THE_PAST = "始まる日は、今日からあとにしてください。過ぎた日に決めたことにはできません。"
# Accounts clear these by the same rules, every hour.
CLEARED_BY_ACCOUNTS = frozenset({Subject.SESSION, Subject.LETTER, Subject.UNCONFIRMED, Subject.GROUND})


def set_rule(
    subject: Subject, days: int, ground: str, *, from_on: date, by: Person, now: datetime, today: date
) -> RetentionRule:
    """Make a rule from a day on; a second one for the same day takes the place of the first."""
    if from_on < today:
        raise Refusal(IN_THE_PAST)
    before = find.rules(from_on)[subject]
    row = find.stored_rule(subject, from_on)
    if row is None:
        row = RetentionRule(subject=subject.value, in_force_from=from_on)
        db.session.add(row)
    row.keep_days, row.ground = days, ground
    audit.record(
        "privacy.rule",
        f"retention_rule:{subject.value}",
        by=by.id,
        before={"days": before.days},
        after={"days": days, "from": from_on.isoformat()},
    )
    return row


def clear(now: datetime) -> dict[Subject, int]:
    """Clear all that has had its time; gives how much of what, as the dry run would have said.

    Sittings go a part at a time, so that nobody waits for a long write; the rest goes the next time.
    """
    today = clock.jst(now).date()
    rules = find.rules(today)
    cleared = {subject: find.count(rule, now) for subject, rule in rules.items()}
    accounts.clear(now)
    for subject, rule in rules.items():
        if subject not in CLEARED_BY_ACCOUNTS and cleared[subject]:
            cleared[subject] = _clear(rule, now)
    if any(cleared.values()):
        after = {subject.value: number for subject, number in cleared.items() if number}
        audit.record("privacy.clear", "site:1", by=None, after=after)
    return cleared


def _clear(rule: Rule, now: datetime) -> int:
    """Says how many went: of what comes in great numbers, a part each time."""
    cutoff = rule.cutoff(now)
    if cutoff is None:
        return 0
    if rule.subject is Subject.SITTING:
        return forget_sittings(cutoff)
    model, conditions = find.DUE[rule.subject](cutoff, clock.jst(now).date())
    taken = db.session.execute(delete(model).where(*conditions).execution_options(synchronize_session=False))
    return cast(int, taken.rowcount)  # type: ignore[attr-defined]  # a result of DELETE is a cursor's
