"""Bring cards to what the bank says now: a statement that was changed comes again, one turned round anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true, update
from sqlalchemy.orm import aliased

from app.db import db
from app.practice.models import ReviewCard
from app.practice.queries.pool import newest
from app.practice.rules.words import CardState
from app.questions.models import QuestionVersion, Statement


def reschedule_changed(question_id: int | None = None, *, now: datetime) -> None:
    """Mark as due every card whose statement reads differently now than when it was seen last; the history stays.

    Where right has become wrong, or wrong right, what was remembered is forgotten. A second time changes nothing.
    With a question only its cards.
    """
    here = true() if question_id is None else ReviewCard.question_id == question_id
    turned = here & _cards_where(_turned_round)
    reworded = here & _cards_where(_reworded)
    db.session.execute(
        update(ReviewCard)
        .where(turned)
        .values(state=CardState.LEARNING, stability=None, difficulty=None, due_at=now)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        update(ReviewCard)
        .where(reworded, ReviewCard.due_at > now)
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def bring_again(question_id: int, version_number: int, *, now: datetime) -> None:
    """Mark as due what of the question was last seen in this version or an older one, and is explained anew.

    What is turned round is forgotten, as in `reschedule_changed`; what reads as before stays where it is.
    """
    reschedule_changed(question_id, now=now)
    seen = (
        select(Statement.id)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .where(QuestionVersion.question_id == question_id, QuestionVersion.number <= version_number)
    )
    db.session.execute(
        update(ReviewCard)
        .where(ReviewCard.question_id == question_id, ReviewCard.due_at > now)
        .where(ReviewCard.statement_id.in_(seen), _cards_where(_explained_anew))
        .values(due_at=now)
        .execution_options(synchronize_session=False)
    )


def forget_question(question_id: int, *, now: datetime) -> None:
    """Make the cards of a question begin anew: what was learned of it may be wrong."""
    db.session.execute(
        update(ReviewCard)
        .where(ReviewCard.question_id == question_id)
        .values(state=CardState.LEARNING, stability=None, difficulty=None, due_at=now)
        .execution_options(synchronize_session=False)
    )


def _turned_round(before: type[Statement], after: type[Statement]) -> ColumnElement[bool]:
    return before.correct != after.correct


def _reworded(before: type[Statement], after: type[Statement]) -> ColumnElement[bool]:
    return before.text != after.text


def _explained_anew(before: type[Statement], after: type[Statement]) -> ColumnElement[bool]:
    return before.why != after.why


def _cards_where(differ: Callable[[type[Statement], type[Statement]], ColumnElement[bool]]) -> ColumnElement[bool]:
    """Cards whose statement of the newest version differs so from the one last seen."""
    before, after = aliased(Statement), aliased(Statement)
    return exists(
        select(after.id)
        .join(QuestionVersion, QuestionVersion.id == after.version_id)
        .join(before, before.id == ReviewCard.statement_id)
        .where(
            QuestionVersion.question_id == ReviewCard.question_id,
            QuestionVersion.id.in_(newest()),
            after.identity == ReviewCard.identity,
            differ(before, after),
        )
        .correlate(ReviewCard)
    )
