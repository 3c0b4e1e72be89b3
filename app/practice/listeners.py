"""What practice does when something happened below: the bank was loaded, a question was ruled on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.events import listens
from app.exams.events import QuestionRuled
from app.exams.queries import groups
from app.practice.actions import cards
from app.practice.models import ReviewCard
from app.questions.actions import BankLoaded
from app.questions.rules.loading import Outcome


@listens(BankLoaded)
def bring_changed_statements_again(loaded: BankLoaded) -> None:
    if loaded.report.counts.get("問題", Counter())[Outcome.UPDATED]:
        cards.reschedule_changed(now=loaded.now)


@listens(QuestionRuled)
def begin_anew(ruled: QuestionRuled) -> None:
    """The wording in doubt leaves practice by itself (queries.pool); once mended it is learned from the start."""
    cards.forget_question(ruled.question_id, now=ruled.now)


@groups.register_seen
def practised(people: Collection[int]) -> set[int]:
    """Questions of which any of these people has answered a statement in practice."""
    return set(db.session.scalars(select(ReviewCard.question_id).where(ReviewCard.person_id.in_(people)).distinct()))
