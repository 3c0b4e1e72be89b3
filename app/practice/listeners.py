"""What practice does when something happened below: the bank was loaded, a question was ruled on, a result is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from sqlalchemy import select

from app.db import db
from app.events import listens
from app.exams import ways_on
from app.exams.events import QuestionRuled
from app.exams.queries import groups, uses
from app.exams.ways_on import WayOn
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.practice.actions import cards
from app.practice.models import ReviewCard
from app.practice.queries import history
from app.practice.rules.words import SetKind
from app.questions.actions import BankLoaded
from app.questions.actions.reports import QuestionCorrected
from app.questions.actions.workflow import QuestionPublished
from app.questions.queries import corrections
from app.questions.rules.loading import Outcome

AFTER_AN_EXAM = 15  # minutes
COMES_AGAIN = "この問題の直した肢は、次の練習でもう一度出ます。"

corrections.read_by(history.has_answered)


@listens(BankLoaded)
def bring_changed_statements_again(loaded: BankLoaded) -> None:
    if loaded.report.counts.get("問題", Counter())[Outcome.UPDATED]:
        cards.reschedule_changed(now=loaded.now)


@listens(QuestionPublished)
def bring_the_new_wording(published: QuestionPublished) -> None:
    cards.reschedule_changed(published.question_id, now=published.now)


@listens(QuestionCorrected)
def bring_the_corrected_again(corrected: QuestionCorrected) -> None:
    """Whoever practised it is told; whoever sat it in an examination hears so from there, and not twice."""
    cards.bring_again(corrected.question_id, corrected.version_number, now=corrected.now)
    told = {met.person_id for met in uses.who_met(corrected.question_id, corrected.version_number)}
    what = "正答" if corrected.key_changed else "内容"
    notify_all(
        history.who_answered(corrected.question_id, corrected.version_number) - told,
        kind=NoticeKind.CORRECTION,
        title=f"練習で答えた問題の{what}が訂正されました",
        body=f"{corrected.summary}\n\n{COMES_AGAIN}",
        link="/corrections",
        now=corrected.now,
    )


@listens(QuestionRuled)
def begin_anew(ruled: QuestionRuled) -> None:
    """The wording in doubt leaves practice by itself (queries.pool); once mended it is learned from the start."""
    cards.forget_question(ruled.question_id, now=ruled.now)


@ways_on.register
def practise_what_was_lost(attempt_id: int) -> WayOn:
    sent = {"kind": SetKind.EXAM.value, "subject": str(attempt_id), "minutes": str(AFTER_AN_EXAM)}
    return WayOn(f"この弱点を{AFTER_AN_EXAM}分で練習する", "practice.begin", sent)


@groups.register_seen
def practised(people: Collection[int]) -> set[int]:
    """Questions of which any of these people has answered a statement in practice."""
    return set(db.session.scalars(select(ReviewCard.question_id).where(ReviewCard.person_id.in_(people)).distinct()))
