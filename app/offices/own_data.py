"""What offices know of a person: where they work, and what they let it see."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import SUBJECT_LABELS


def _members(person_id: int) -> list[Row]:
    rows = db.session.scalars(select(OfficeMember).where(OfficeMember.person_id == person_id).order_by(OfficeMember.id))
    return [
        {
            "事業所": row.office.name,
            "加わった日時": row.joined_at,
            "抜けた日時": row.left_at,
            "見せたもの": [SUBJECT_LABELS[share.subject] for share in row.shares],
        }
        for row in rows
    ]


def _leave(person_id: int, now: datetime) -> None:
    """The office sees nothing any more; that and when somebody consented stays."""
    mine = select(OfficeMember.id).where(OfficeMember.person_id == person_id)
    given = OfficeShare.member_id.in_(mine) & OfficeShare.withdrawn_at.is_(None)
    db.session.execute(update(OfficeShare).where(given).values(withdrawn_at=now))
    here = (OfficeMember.person_id == person_id) & OfficeMember.left_at.is_(None)
    db.session.execute(update(OfficeMember).where(here).values(left_at=now))


personal_data.register("事業所", ["office_member", "office_share"], _members, _leave)
