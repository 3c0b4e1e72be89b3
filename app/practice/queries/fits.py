"""Find how FSRS was fitted to somebody, whose history has grown enough, and that history."""

from __future__ import annotations

from sqlalchemy import func, or_, select

from app.db import db
from app.practice.models import MemoryFit, PracticeDay, ReviewLog
from app.practice.rules.calendar import japanese_day
from app.practice.rules.history import FEWEST_RECALLS, WORTH_ANOTHER_LOOK, Graded
from app.practice.rules.memory import USUAL, Weights, rating
from app.questions.models import QuestionVersion, Statement

STATEMENTS = 5  # for which a whole question counts here, however many it has
AT_A_TIME = 50
_LENGTH = func.sum(PracticeDay.cards + STATEMENTS * PracticeDay.questions)


def weights_of(person_id: int) -> Weights:
    """The parameters by which the person's cards are scheduled: their own, or the usual ones."""
    fit = db.session.get(MemoryFit, person_id)
    return fit.in_use if fit else USUAL


def grown() -> list[int]:
    """People whose history is long enough, and a fifth longer than when it was looked at last."""
    rows = db.session.scalars(
        select(PracticeDay.person_id)
        .outerjoin(MemoryFit, MemoryFit.person_id == PracticeDay.person_id)
        .group_by(PracticeDay.person_id, MemoryFit.answers)
        .having(
            _LENGTH >= FEWEST_RECALLS,
            or_(MemoryFit.answers.is_(None), MemoryFit.answers * WORTH_ANOTHER_LOOK <= _LENGTH),
        )
        .order_by(PracticeDay.person_id)
        .limit(AT_A_TIME)
    )
    return list(rows)


def length_of(person_id: int) -> int:
    """How long the person's history is, by the count in which `grown` asks whether it has grown."""
    return db.session.scalar(select(_LENGTH).where(PracticeDay.person_id == person_id)) or 0


def history_of(person_id: int) -> list[Graded]:
    """All answers of the person with their FSRS grades, in the order of their time."""
    rows = db.session.execute(
        select(
            QuestionVersion.question_id,
            Statement.identity,
            Statement.correct,
            ReviewLog.answered_at,
            ReviewLog.right,
            ReviewLog.confidence,
        )
        .join(Statement, Statement.id == ReviewLog.statement_id)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .where(ReviewLog.person_id == person_id)
        .order_by(ReviewLog.answered_at, ReviewLog.id)
    )
    return [
        Graded(question_id, identity, correct, japanese_day(at), rating(right, confidence).value)
        for question_id, identity, correct, at, right, confidence in rows
    ]
