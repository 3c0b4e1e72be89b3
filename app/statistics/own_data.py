"""What statistics know of a person: the chance to pass. It goes with the account and is reckoned of nobody erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.exams.models import PaperEdition
from app.statistics.models import PassOutlook


def _outlooks(person_id: int) -> list[Row]:
    rows = db.session.scalars(
        select(PassOutlook)
        .where(PassOutlook.person_id == person_id)
        .order_by(PassOutlook.id)
        .options(joinedload(PassOutlook.edition).joinedload(PaperEdition.paper))
    )
    return [
        {
            "最後に受けた試験": row.edition.paper.title,
            "受けた日時": row.last_sat_at,
            "試験の数": row.papers,
            "合格の見込み（%）": round(100 * row.chance),
            "見込みの95%区間（%）": [round(100 * row.low), round(100 * row.high)],
            "計算した日時": row.computed_at,
        }
        for row in rows
    ]


def _erase(person_id: int, _now: datetime) -> None:
    db.session.execute(delete(PassOutlook).where(PassOutlook.person_id == person_id))


personal_data.register("合格の見込み", ["pass_outlook"], _outlooks, _erase)
