"""What the question bank knows of a person: the versions that they wrote."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.questions.models import QuestionVersion


def _written(person_id: int) -> list[Row]:
    versions = db.session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.written_by_id == person_id)
        .order_by(QuestionVersion.id)
        .options(joinedload(QuestionVersion.question))
    )
    return [
        {"問題": v.question.external_id, "版": v.number, "問題文": v.stem, "書いた日時": v.created_at} for v in versions
    ]


personal_data.register("自分が書いた問題", ["question_version"], _written)
