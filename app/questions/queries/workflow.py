"""Find where questions stand on their way, and for whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.accounts.queries import permissions_in
from app.db import db
from app.questions.models import (
    AmendmentTask,
    Question,
    QuestionMove,
    QuestionPolicy,
    QuestionVersion,
    QuestionWriter,
)
from app.questions.rules.words import QUESTION_STATUS_LABELS, QuestionStatus
from app.questions.rules.workflow import Standing

THREE_PEOPLE_AT_FIRST = True


def lock(question: Question) -> None:
    """Two who move one question at the same time come one after the other."""
    db.session.flush()  # what this transaction has already changed must not be read away
    db.session.execute(select(Question.id).where(Question.id == question.id).with_for_update()).all()
    db.session.refresh(question)


def newest_version(question: Question) -> QuestionVersion | None:
    """What was written last, published or not."""
    return db.session.scalar(
        select(QuestionVersion)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
        .limit(1)
    )


def three_people(organisation_id: int) -> bool:
    """Must author, reviewer and law checker be three people here?"""
    said = db.session.scalar(
        select(QuestionPolicy.three_people).where(QuestionPolicy.organisation_id == organisation_id)
    )
    return THREE_PEOPLE_AT_FIRST if said is None else said


def standing(question: Question, person: Person) -> Standing:
    """Where the question stands for the person."""
    return Standing(
        status=question.status,
        held=frozenset(permissions_in(person, question.organisation_id)),
        person_id=person.id,
        writers=writers(question),
        reviewer_id=_reviewer(question),
        three_people=three_people(question.organisation_id),
    )


def writers(question: Question) -> frozenset[int]:
    """Everybody who has written on what is not yet published, or on the newest version if all is."""
    published = select(func.coalesce(func.max(QuestionVersion.number), 0)).where(
        QuestionVersion.question_id == question.id, QuestionVersion.published_at.is_not(None)
    )
    newest = select(func.coalesce(func.max(QuestionVersion.number), 0)).where(
        QuestionVersion.question_id == question.id
    )
    last_published, last = db.session.execute(select(published.scalar_subquery(), newest.scalar_subquery())).one()
    since = last_published + 1 if last > last_published else last
    by_hand = select(QuestionWriter.person_id).where(
        QuestionWriter.question_id == question.id, QuestionWriter.number.between(since, last)
    )
    signed = select(QuestionVersion.written_by_id).where(
        QuestionVersion.question_id == question.id,
        QuestionVersion.number.between(since, last),
        QuestionVersion.written_by_id.is_not(None),
    )
    return frozenset(db.session.scalars(by_hand.union(signed)))


def _reviewer(question: Question) -> int | None:
    """Who passed the review of what stands at the law check now."""
    if question.status is not QuestionStatus.LAW_CHECK:
        return None
    return db.session.scalar(
        select(QuestionMove.by_id)
        .where(QuestionMove.question_id == question.id, QuestionMove.to_status == QuestionStatus.LAW_CHECK)
        .order_by(QuestionMove.id.desc())
        .limit(1)
    )


def moves(question: Question) -> Sequence[QuestionMove]:
    """The way of the question so far, newest first."""
    return db.session.scalars(
        select(QuestionMove)
        .where(QuestionMove.question_id == question.id)
        .order_by(QuestionMove.id.desc())
        .options(joinedload(QuestionMove.by), joinedload(QuestionMove.version))
    ).all()


def open_amendment_tasks(question: Question) -> Sequence[AmendmentTask]:
    """What amendments of the law still ask about the question."""
    return db.session.scalars(
        select(AmendmentTask).where(AmendmentTask.question_id == question.id, AmendmentTask.done_at.is_(None))
    ).all()


def label(question: Question) -> str:
    """Where the question stands, in the word of the screen."""
    return QUESTION_STATUS_LABELS[question.status]
