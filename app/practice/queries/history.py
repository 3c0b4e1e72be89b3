"""Find who has answered what in practice."""

from __future__ import annotations

from sqlalchemy import exists, select

from app.db import db
from app.practice.models import ReviewLog
from app.questions.models import QuestionVersion, Statement


def has_answered(person_id: int, version_id: int) -> bool:
    """Has the person answered a statement of the version, and so read its key?"""
    answered = exists().where(
        ReviewLog.person_id == person_id,
        ReviewLog.statement_id == Statement.id,
        Statement.version_id == version_id,
    )
    return bool(db.session.scalar(select(answered)))


def who_answered(question_id: int, version_number: int) -> set[int]:
    """Ids of everybody who has answered a statement of the question in this version or an older one."""
    wanted = (
        select(ReviewLog.person_id)
        .distinct()
        .join(Statement, Statement.id == ReviewLog.statement_id)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .where(QuestionVersion.question_id == question_id, QuestionVersion.number <= version_number)
    )
    return set(db.session.scalars(wanted))
