"""Find the devices on which somebody wants to be told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, select

from app.accounts.models import Account, AccountSession
from app.db import db
from app.errors import NotFound
from app.practice.models import PushDevice

NO_DEVICE = "この端末の登録は見つかりません。練習の設定を開き直してください。"


def _alive(now: datetime) -> Select[PushDevice]:
    """Devices whose sign-in still holds."""
    return (
        select(PushDevice)
        .join(AccountSession, AccountSession.id == PushDevice.session_id)
        .join(Account, Account.id == AccountSession.account_id)
        .where(
            Account.person_id == PushDevice.person_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.auth_version == Account.auth_version,
        )
    )


def devices_of(person_ids: Collection[int], now: datetime) -> Sequence[PushDevice]:
    """The devices of these people, the oldest first."""
    return db.session.scalars(_alive(now).where(PushDevice.person_id.in_(person_ids)).order_by(PushDevice.id)).all()


def told_here(session_id: int, now: datetime) -> PushDevice | None:
    """The device of this very sign-in."""
    return db.session.scalar(_alive(now).where(PushDevice.session_id == session_id))


def living_device(device_id: int, now: datetime) -> PushDevice | None:
    """The device, unless it was taken back or signed out meanwhile."""
    return db.session.scalar(_alive(now).where(PushDevice.id == device_id))


def own_device(device_id: int, person_id: int) -> PushDevice:
    """The person's device; somebody else's is not found."""
    found = db.session.scalar(select(PushDevice).where(PushDevice.id == device_id, PushDevice.person_id == person_id))
    if found is None:
        raise NotFound(NO_DEVICE)
    return found
