"""Find the statements of a list, page by page, with why and where it says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person
from app.db import db
from app.practice.models import ReviewCard
from app.practice.queries import pool
from app.practice.rules.words import SetKind
from app.questions.models import Citation, Question, QuestionVersion, Statement

A_PAGE = 20
CONDITIONS = {SetKind.LUCKY: pool.lucky, SetKind.OVERCONFIDENT: pool.overconfident}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of statements."""

    statements: Sequence[Statement]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))

    @property
    def texts(self) -> list[str]:
        """All that is read on the page."""
        return [text for one in self.statements for text in (one.text, one.why, one.plain) if text]


def cards_of(person: Person, kind: SetKind, *, spared: Sequence[str], now: datetime, page: int) -> Listed:
    """The statements of the list, the latest answered first."""
    wanted = (
        select(Statement)
        .join(Statement.version)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(ReviewCard, pool.own_card(person.id))
        .where(pool.practisable(person, spared, now), CONDITIONS[kind]())
    )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    found = db.session.scalars(
        wanted.order_by(ReviewCard.reviewed_at.desc(), ReviewCard.id)
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
        .options(
            contains_eager(Statement.version).options(
                joinedload(QuestionVersion.topic), joinedload(QuestionVersion.question)
            ),
            selectinload(Statement.citations).options(joinedload(Citation.source)),
        )
    ).all()
    return Listed(found, total, page)
