"""Close what has run out and store the scores: set-based, in short pieces, as often as needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Exists, Row, Select, case, delete, exists, func, insert, select, update

from app.db import db
from app.exams.models import (
    NEVER_SCORED,
    AcceptedKey,
    Answer,
    Attempt,
    PaperEdition,
    PaperField,
    PaperQuestion,
    PaperSection,
    SectionScoreRow,
)
from app.exams.rules import GRACE, AttemptState, Treatment

AT_A_TIME = 250


@dataclass(frozen=True, slots=True)
class Rejudged:
    """An attempt whose stored score or judgement a ruling has changed."""

    attempt_id: int
    person_id: int
    correct_before: int
    correct_after: int
    passed_before: bool
    passed_after: bool


def close_overdue(*, now: datetime) -> int:
    """Store as closed every attempt whose time and grace have passed; says how many."""
    closed = db.session.scalars(
        update(Attempt)
        .where(Attempt.state == AttemptState.OPEN, Attempt.ends_at < now - GRACE)
        .values(state=AttemptState.TIMED_OUT, closed_at=Attempt.ends_at)
        .returning(Attempt.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(closed)


def to_score() -> list[int]:
    """Ids of closed attempts without a score by today's rulings, AT_A_TIME at most.

    Until they are scored no ruling and no late answer comes between: it would be taken for scored.
    """
    return list(
        db.session.scalars(
            select(Attempt.id)
            .join(PaperEdition, PaperEdition.id == Attempt.edition_id)
            .where(Attempt.state != AttemptState.OPEN, Attempt.scored_revision < PaperEdition.revision)
            .order_by(Attempt.id)
            .limit(AT_A_TIME)
            .with_for_update(of=[Attempt, PaperEdition], key_share=True)
        )
    )


def store_scores(attempt_ids: list[int]) -> list[Rejudged]:
    """Reckon and store the scores of these attempts; give those that had another score before."""
    before = {row.id: row for row in _stored(attempt_ids) if row.scored_revision != NEVER_SCORED}
    db.session.execute(delete(SectionScoreRow).where(SectionScoreRow.attempt_id.in_(attempt_ids)))
    db.session.execute(
        insert(SectionScoreRow).from_select(
            ["attempt_id", "section_id", "correct", "total"], _section_scores(attempt_ids)
        )
    )
    revision = select(PaperEdition.revision).where(PaperEdition.id == Attempt.edition_id)
    db.session.execute(
        update(Attempt)
        .where(Attempt.id.in_(attempt_ids))
        .values(passed=~_below_a_pass_mark(), scored_revision=revision.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    return [
        Rejudged(row.id, row.person_id, old.correct, row.correct, old.passed, row.passed)
        for row in _stored(list(before))
        for old in (before[row.id],)
        if (old.correct, old.passed) != (row.correct, row.passed)
    ]


def _stored(attempt_ids: list[int]) -> Sequence[Row[int, int, bool | None, int, Any]]:
    correct = select(func.coalesce(func.sum(SectionScoreRow.correct), 0)).where(
        SectionScoreRow.attempt_id == Attempt.id
    )
    return db.session.execute(
        select(
            Attempt.id,
            Attempt.person_id,
            Attempt.passed,
            Attempt.scored_revision,
            correct.scalar_subquery().label("correct"),
        ).where(Attempt.id.in_(attempt_ids))
    ).all()


def _section_scores(attempt_ids: list[int]) -> Select[int, int, Any, Any]:
    counted = case((PaperQuestion.treatment == Treatment.VOID_EXCLUDED, 0), else_=1)
    right = case(
        (PaperQuestion.treatment == Treatment.VOID_EXCLUDED, 0),
        (PaperQuestion.treatment == Treatment.VOID_CORRECT, 1),
        (AcceptedKey.mask.is_not(None), 1),
        else_=0,
    )
    return (
        select(Attempt.id, PaperQuestion.section_id, func.sum(right), func.sum(counted))
        .join(PaperQuestion, PaperQuestion.edition_id == Attempt.edition_id)
        .outerjoin(Answer, (Answer.attempt_id == Attempt.id) & (Answer.number == PaperQuestion.number))
        .outerjoin(
            AcceptedKey,
            (AcceptedKey.edition_id == PaperQuestion.edition_id)
            & (AcceptedKey.number == PaperQuestion.number)
            & (AcceptedKey.mask == Answer.choices),
        )
        .where(Attempt.id.in_(attempt_ids))
        .group_by(Attempt.id, PaperQuestion.section_id)
    )


def _below_a_pass_mark() -> Exists:
    correct = (
        select(func.coalesce(func.sum(SectionScoreRow.correct), 0))
        .join(PaperSection, PaperSection.id == SectionScoreRow.section_id)
        .where(SectionScoreRow.attempt_id == Attempt.id, PaperSection.field_id == PaperField.id)
        .correlate(Attempt, PaperField)
    )
    return exists(
        select(PaperField.id)
        .where(PaperField.edition_id == Attempt.edition_id, PaperField.pass_mark > correct.scalar_subquery())
        .correlate(Attempt)
    )
