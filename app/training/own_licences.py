"""What the training knows of a person's licences and to whom they show them, and what goes with the account."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.licences import Licence, LicenceReminder, LicenceShare
from app.training.queries import licences
from app.training.rules.licences import LICENCE_LABELS


def _licences(person_id: int) -> list[Row]:
    return [
        {
            "資格": LICENCE_LABELS[row.kind],
            "番号": row.number,
            "交付の日": row.issued_on,
            "満了日": row.expires_on,
            "取消し": row.withdrawn_at,
        }
        for row, _standing in licences.licences(person_id)
    ]


def _shares(person_id: int) -> list[Row]:
    return [
        {"見せる団体": row.organisation.name, "版": row.version, "始め": row.given_at, "終わり": row.withdrawn_at}
        for row in licences.shares(person_id)
    ]


def _end_shares(person_id: int, now: datetime) -> None:
    """Nobody sees anything any more; that it was allowed stays on record, as a consent does."""
    own = (LicenceShare.person_id == person_id) & LicenceShare.withdrawn_at.is_(None)
    db.session.execute(update(LicenceShare).where(own).values(withdrawn_at=now))


def _erase_licences(person_id: int, _now: datetime) -> None:
    """What somebody kept for themselves goes with the account."""
    own = select(Licence.id).where(Licence.person_id == person_id)
    db.session.execute(delete(LicenceReminder).where(LicenceReminder.licence_id.in_(own)))
    db.session.execute(delete(Licence).where(Licence.person_id == person_id))


personal_data.register("資格の有効期間", ["licence", "licence_reminder"], _licences, _erase_licences)
personal_data.register("資格を見せる団体", ["licence_share"], _shares, _end_shares)
