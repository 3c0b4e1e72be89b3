"""What practice does when something happened below: the bank was loaded, a question was ruled on, a result is read."""

from __future__ import annotations

from collections import Counter

from app.events import listens
from app.exams import ways_on
from app.exams.events import QuestionRuled
from app.exams.ways_on import WayOn
from app.practice.actions import cards
from app.practice.rules.words import SetKind
from app.questions.actions import BankLoaded
from app.questions.rules.loading import Outcome

AFTER_AN_EXAM = 15  # minutes


@listens(BankLoaded)
def bring_changed_statements_again(loaded: BankLoaded) -> None:
    if loaded.report.counts.get("問題", Counter())[Outcome.UPDATED]:
        cards.reschedule_changed(now=loaded.now)


@listens(QuestionRuled)
def begin_anew(ruled: QuestionRuled) -> None:
    """The wording in doubt leaves practice by itself (queries.pool); once mended it is learned from the start."""
    cards.forget_question(ruled.question_id, now=ruled.now)


@ways_on.register
def practise_what_was_lost(attempt_id: int) -> WayOn:
    sent = {"kind": SetKind.EXAM.value, "subject": str(attempt_id), "minutes": str(AFTER_AN_EXAM)}
    return WayOn(f"この弱点を{AFTER_AN_EXAM}分で練習する", "practice.begin", sent)
