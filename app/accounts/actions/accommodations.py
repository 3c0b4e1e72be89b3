"""合理的配慮: granted once to a person, applied to every timed paper, recorded in the audit trail."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from app import audit, events
from app.accounts import queries
from app.accounts.events import AccommodationChanged
from app.accounts.models import Accommodation, Person
from app.accounts.rules import LARGEST_FACTOR, STANDARD_FACTOR, Aid, Help
from app.db import db
from app.errors import Conflict, Refusal

OUT_OF_RANGE = "時間の倍率は1.00から4.00までにしてください。"
IN_THE_PAST = "有効期限は今日以降の日にしてください。"
OWN = (
    "自分への配慮は、自分では認められません。"
    "アカウントの「配慮を申し込む・変える」からお申し込みください。ほかの担当者が決めます。"
)
NOTHING_GRANTED = "いま有効な配慮はありません。画面を開き直してください。"


def grant_accommodation(
    person: Person,
    *,
    factor: Decimal,
    aids: frozenset[Aid],
    valid_until_on: date | None,
    by: Person,
    now: datetime,
    today: date,
) -> Accommodation:
    """Grant time and aids from now on; what was in force before ends now and stays in the books.

    Refuses oneself, as nobody decides their own application.
    """
    if person.id == by.id:
        raise Conflict(OWN)
    if not STANDARD_FACTOR <= factor <= LARGEST_FACTOR:
        raise Refusal(OUT_OF_RANGE)
    if valid_until_on is not None and valid_until_on < today:
        raise Refusal(IN_THE_PAST)
    before = queries.accommodation_in_force(person.id)
    if before is not None:
        before.ended_at = now
        db.session.flush()  # only one may be in force, at no moment two
    granted = Accommodation(
        person_id=person.id,
        factor=factor,
        aids=[aid.value for aid in Aid if aid in aids],
        granted_by_id=by.id,
        granted_at=now,
        valid_until_on=valid_until_on,
    )
    db.session.add(granted)
    db.session.flush()  # the audit row names its id
    _record("accommodation.grant", granted, by=by, before=before, after=granted)
    events.send(AccommodationChanged(person.id, Help(factor, aids)))
    return granted


def end_accommodation(person: Person, *, by: Person, now: datetime, tells: bool = True) -> None:
    """End what is in force; Conflict when nothing is. It `tells` the person, unless another stays in its place."""
    granted = queries.accommodation_in_force(person.id)
    if granted is None:
        raise Conflict(NOTHING_GRANTED)
    granted.ended_at = now
    _record("accommodation.end", granted, by=by, before=granted, after=None)
    if tells:
        events.send(AccommodationChanged(person.id, Help()))


def _record(
    action: str, subject: Accommodation, *, by: Person, before: Accommodation | None, after: Accommodation | None
) -> None:
    audit.record(action, f"accommodation:{subject.id}", by=by.id, before=_figures(before), after=_figures(after))


def _figures(granted: Accommodation | None) -> dict[str, Any]:
    if granted is None:
        return {}
    until = granted.valid_until_on and granted.valid_until_on.isoformat()
    return {"person": granted.person_id, "factor": str(granted.factor), "aids": granted.aids, "until": until}
