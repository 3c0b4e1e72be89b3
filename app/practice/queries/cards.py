"""Find somebody's review cards."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.practice.models import ReviewCard

ByPlace = dict[tuple[int, int], ReviewCard]


def cards_of_question(person_id: int, question_id: int, identities: Collection[int]) -> ByPlace:
    """The person's cards of these statements of the question, by question and identity."""
    wanted = select(ReviewCard).where(
        ReviewCard.person_id == person_id,
        ReviewCard.question_id == question_id,
        ReviewCard.identity.in_(identities),
    )
    return {(card.question_id, card.identity): card for card in db.session.scalars(wanted)}


def cards_of_questions(person_id: int, question_ids: Collection[int]) -> ByPlace:
    """All cards of the person on these questions, by question and identity."""
    wanted = select(ReviewCard).where(ReviewCard.person_id == person_id, ReviewCard.question_id.in_(question_ids))
    return {(card.question_id, card.identity): card for card in db.session.scalars(wanted)}
