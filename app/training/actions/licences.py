"""Record one's licences, and remind of those that end."""

from __future__ import annotations

from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify
from app.notices.rules import NoticeKind
from app.training.models.licences import Licence, LicenceReminder
from app.training.queries import licences as find
from app.training.rules import licences as rules
from app.training.rules.licences import LICENCE_LABELS, LicenceKind

BACKWARDS = "有効期間の満了日は、交付の日よりあとの日にしてください。"
TOO_LONG = "有効期間は{years}年です（{source}）。満了日を、証のとおりに入れてください。"
WITHDRAWN = "この記録は、すでに取り消されています。"
LINK = "/training/licences"


def record(
    kind: LicenceKind, number: str | None, issued_on: date, expires_on: date, *, by: Person, now: datetime
) -> Licence:
    """Record a licence as its card says; the one of its kind before stays as history.

    Refuses an end before its beginning, and one that the policy of its day does not allow.
    """
    if expires_on <= issued_on:
        raise Refusal(BACKWARDS)
    policy = rules.policy_of(find.policies(), kind, issued_on)
    latest = rules.latest_expiry(issued_on, policy.years)
    if latest is not None and expires_on > latest:
        raise Refusal(TOO_LONG.format(years=policy.years, source=policy.source))
    made = Licence(
        person_id=by.id,
        kind=kind,
        number=number or None,
        issued_on=issued_on,
        expires_on=expires_on,
        recorded_at=now,
    )
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    audit.record("licence.record", f"licence:{made.id}", by=by.id, after={"kind": kind.value})
    return made


def withdraw(licence: Licence, *, by: Person, now: datetime) -> None:
    """Say that a record was a mistake; it stays in sight, and what it replaced stands again."""
    if licence.withdrawn_at is not None:
        raise Conflict(WITHDRAWN)
    licence.withdrawn_at = now
    audit.record("licence.withdraw", f"licence:{licence.id}", by=by.id)


def remind(*, today: date, now: datetime) -> int:
    """Tell those whose licences end, once for each reminder of the policy; says how many were told."""
    count = 0
    for licence in find.ending(today):
        policy = rules.policy_of(find.policies(), licence.kind, licence.issued_on)
        told = [reminder.days for reminder in licence.reminders]
        days = rules.due(licence.expires_on, today, policy.remind_days, told)
        if days is None:
            continue
        db.session.add(LicenceReminder(licence_id=licence.id, days=days, sent_at=now))
        title = f"{LICENCE_LABELS[licence.kind]}の有効期間が近づいています"
        body = f"満了日まで{(licence.expires_on - today).days}日です。{policy.note}"
        notify(licence.person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)
        count += 1
    return count
