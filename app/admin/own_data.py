"""What the desk knows of a person: by which invitation they came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.accounts.rules import ROLE_LABELS
from app.admin.models import Invitation
from app.db import db


def _invitations(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(Invitation).where(Invitation.used_by_id == person_id).order_by(Invitation.id))
    return [
        {
            "団体": row.organisation.name,
            "役割": ROLE_LABELS[row.role],
            "氏名": row.name,
            "フリガナ": row.kana,
            "メールアドレス": row.email,
            "招待された日時": row.created_at,
            "使った日時": row.used_at,
        }
        for row in rows
    ]


def _forget_names(person_id: int, _now: datetime) -> None:
    mine = Invitation.used_by_id == person_id
    db.session.execute(update(Invitation).where(mine).values(name="", kana="", email=None))


personal_data.register("招待", ["invitation"], _invitations, _forget_names)
