"""Record one's licences, and remind of those that end."""

from __future__ import annotations

from datetime import date, datetime

from app import audit
from app.accounts.models import Organisation, Person
from app.db import db
from app.errors import Conflict, Refusal
from app.notices.actions import notify, notify_all
from app.notices.rules import NoticeKind
from app.training.models.licences import Licence, LicenceReminder, LicenceShare
from app.training.queries import licences as find
from app.training.rules import licences as rules
from app.training.rules.licences import LICENCE_LABELS, LicenceKind

BACKWARDS = "有効期間の満了日は、交付の日よりあとの日にしてください。"
TOO_LONG = "有効期間は{years}年です（{source}）。満了日を、証のとおりに入れてください。"
WITHDRAWN = "この記録は、すでに取り消されています。"
ASKED = "「資格の有効期間」の画面で資格を記録し、主催者に見せるかを選んでください。見せるかは、あなたが決めます。"
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
        title = f"{LICENCE_LABELS[licence.kind]}の有効期間の満了日が近づいています"
        body = f"満了日まで{(licence.expires_on - today).days}日です。{policy.note}"
        notify(licence.person_id, kind=NoticeKind.TRAINING, title=title, body=body, link=LINK, now=now)
        count += 1
    return count


def share(organisation: Organisation, *, by: Person, now: datetime) -> None:
    """Let an organisation see one's licences, until it is taken back; a second time changes nothing."""
    if _open_share(organisation, by) is None:
        made = LicenceShare(person_id=by.id, organisation_id=organisation.id, version=rules.SHARE_VERSION, given_at=now)
        db.session.add(made)
        audit.record("licence.share", f"organisation:{organisation.id}", by=by.id, organisation=organisation.id)


def share_no_more(organisation: Organisation, *, by: Person, now: datetime) -> None:
    """Take the consent back; that it was given stays on record."""
    found = _open_share(organisation, by)
    if found is not None:
        found.withdrawn_at = now
        audit.record("licence.share_end", f"organisation:{organisation.id}", by=by.id, organisation=organisation.id)


def _open_share(organisation: Organisation, person: Person) -> LicenceShare | None:
    shares = find.shares(person.id)
    return next((each for each in shares if each.organisation_id == organisation.id and not each.withdrawn_at), None)


def ask_to_share(organisation: Organisation, *, by: Person, now: datetime) -> int:
    """Ask the learners of whom no licence is seen to record and show it; says how many were asked."""
    people = find.not_sharing(organisation.id)
    title = f"{organisation.name}からのお願い"
    notify_all(people, kind=NoticeKind.TRAINING, title=title, body=ASKED, link=LINK, now=now)
    place, after = f"organisation:{organisation.id}", {"people": len(people)}
    audit.record("licence.ask_to_share", place, by=by.id, organisation=organisation.id, after=after)
    return len(people)
