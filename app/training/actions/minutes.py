"""Write into the ledger of minutes: rows are added, never changed; a correction keeps the old value and says why."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.training.models.curricula import Module
from app.training.models.minutes import MinuteEntry
from app.training.models.running import Enrolment
from app.training.queries import minutes as find
from app.training.rules import reading_time
from app.training.rules.ledger import MOST_MINUTES, MinuteSource
from app.training.rules.words import Form

CORRECTED_MEANWHILE = "この記録は、ほかの人がすでに訂正しています。画面を開き直して、いまの値をお確かめください。"
REASON_WANTED = "時間を変えるには、理由を入力してください。"
ODD_MINUTES = f"分は0から{MOST_MINUTES:,}までの数で入力してください。"


def add(
    enrolment_id: int,
    module_id: int,
    *,
    form: Form | None,
    source: MinuteSource,
    reference: str,
    minutes: int,
    by: Person | None,
    now: datetime,
    reason: str | None = None,
) -> MinuteEntry:
    """Add a row; the same reference a second time breaks its constraint, so that nothing counts twice."""
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refusal(ODD_MINUTES)
    entry = MinuteEntry(
        enrolment_id=enrolment_id,
        module_id=module_id,
        form=form,
        source=source,
        reference=reference,
        minutes=minutes,
        reason=reason,
        made_by_id=by.id if by else None,
        made_at=now,
    )
    db.session.add(entry)
    return entry


def correct(entry: MinuteEntry, *, minutes: int, reason: str, by: Person, now: datetime) -> MinuteEntry:
    """Put a new value in the place of one that stands; the old row stays and is shown as corrected.

    Refuses without a reason; raises Conflict when somebody has corrected the row already.
    """
    if not reason.strip():
        raise Refusal(REASON_WANTED)
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refusal(ODD_MINUTES)
    standing = find.standing_by_reference([entry.enrolment_id], entry.module_id, entry.reference)
    if standing.get(entry.enrolment_id) is not entry:
        raise Conflict(CORRECTED_MEANWHILE)
    made = MinuteEntry(
        enrolment_id=entry.enrolment_id,
        module_id=entry.module_id,
        form=entry.form,
        source=entry.source,
        reference=entry.reference,
        minutes=minutes,
        reason=reason.strip(),
        corrects_id=entry.id,
        made_by_id=by.id,
        made_at=now,
    )
    db.session.add(made)
    audit.record(
        "minutes.correct",
        f"minute_entry:{entry.id}",
        by=by.id,
        before={"minutes": entry.minutes},
        after={"minutes": minutes, "enrolment": entry.enrolment_id},
    )
    return made


def add_by_hand(
    enrolment: Enrolment, module: Module, *, minutes: int, reason: str, by: Person, now: datetime
) -> MinuteEntry:
    """Enter minutes that no other source knows of (受講地の変更, 読替); refuses without a reason."""
    if not reason.strip():
        raise Refusal(REASON_WANTED)
    entry = add(
        enrolment.id,
        module.id,
        form=module.form,
        source=MinuteSource.HAND,
        reference=f"hand:{now.isoformat()}",
        minutes=minutes,
        by=by,
        now=now,
        reason=reason.strip(),
    )
    audit.record(
        "minutes.add",
        f"enrolment:{enrolment.id}",
        by=by.id,
        after={"minutes": minutes, "module": module.id},
    )
    return entry


def credit_lesson(
    enrolment: Enrolment, module: Module, slug: str, *, seconds: int, finished: bool, now: datetime
) -> None:
    """Tell the ledger of the whole minutes that were read since it last heard."""
    prefix = f"lesson:{slug}:"
    told = find.told_of_lesson(enrolment.id, module.id, prefix)
    minutes = reading_time.minutes_to_tell(seconds, told, finished=finished)
    if minutes:
        add(
            enrolment.id,
            module.id,
            form=module.form,
            source=MinuteSource.LESSON,
            reference=f"{prefix}{told + minutes}",
            minutes=minutes,
            by=None,
            now=now,
        )
