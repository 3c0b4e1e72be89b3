"""Say on which devices somebody wants to be told, and take it back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app.accounts.models import AccountSession
from app.db import db
from app.errors import Refusal
from app.practice.models import PushDevice
from app.practice.queries import push, wishes
from app.practice.rules.calendar import within
from app.practice.rules.push import MOST_DEVICES

TOO_MANY = "知らせる端末は10台までです。使っていない端末を外してから、もう一度お試しください。"
USUAL_HOURS = (19 * 60, 12 * 60, 17 * 60, 9 * 60)


def tell_here(here: AccountSession, endpoint: str, public_key: str, secret: str, *, now: datetime) -> PushDevice:
    """Tell the person on this device from now on; one device has one owner, and one registration.

    Who has named no hour yet is told at seven in the evening, or at another hour that is not quiet.
    """
    person_id = here.person.id
    db.session.execute(delete(PushDevice).where((PushDevice.endpoint == endpoint) | (PushDevice.session_id == here.id)))
    living = {device.id for device in push.devices_of([person_id], now)}
    # What nobody sees on the page of settings, and nobody can take back, takes no place there.
    db.session.execute(delete(PushDevice).where(PushDevice.person_id == person_id, PushDevice.id.not_in(living)))
    if len(living) >= MOST_DEVICES:
        raise Refusal(TOO_MANY)
    device = PushDevice(
        person_id=person_id,
        session_id=here.id,
        endpoint=endpoint,
        public_key=public_key,
        secret=secret,
        made_at=now,
    )
    db.session.add(device)
    _name_an_hour(person_id, now)
    return device


def _name_an_hour(person_id: int, now: datetime) -> None:
    settings = wishes.settings_of(person_id)
    if settings.remind_at is not None:
        return
    loud = (hour for hour in USUAL_HOURS if not within(hour, settings.quiet_from, settings.quiet_until))
    settings.remind_at, settings.by_mail = next(loud, USUAL_HOURS[0]), False
    settings.changed_at = now
    db.session.add(settings)


def forget(device: PushDevice) -> None:
    """Tell nobody there any more."""
    db.session.delete(device)


def told(device: PushDevice, *, now: datetime) -> None:
    """Note when something reached the push service last."""
    device.told_at = now
