"""What is known of a person's own requests, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.privacy.models import Disclosure, PrivacyRequest
from app.privacy.rules.asking import REQUEST_LABELS, STATE_LABELS


def _asked(person_id: int) -> list[Row]:
    disclosures = db.session.scalars(select(Disclosure).where(Disclosure.person_id == person_id))
    requests = db.session.scalars(select(PrivacyRequest).where(PrivacyRequest.person_id == person_id))
    received: list[Row] = [
        {"種類": "開示", "申し込んだ日時": row.asked_at, "できた日時": row.ready_at} for row in disclosures
    ]
    return received + [
        {
            "種類": REQUEST_LABELS[row.kind],
            "何について": row.about,
            "望み": row.wish,
            "状態": STATE_LABELS[row.state],
            "答え": row.answer,
            "申し込んだ日時": row.asked_at,
            "答えた日時": row.answered_at,
        }
        for row in requests
    ]


def _erase(person_id: int, _now: datetime) -> None:
    db.session.execute(delete(Disclosure).where(Disclosure.person_id == person_id))
    db.session.execute(delete(PrivacyRequest).where(PrivacyRequest.person_id == person_id))


personal_data.register("開示・訂正・利用停止の申し込み", ["disclosure", "privacy_request"], _asked, _erase)
