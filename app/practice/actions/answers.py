"""Answer: one statement or a whole question; the history grows, the cards and the day follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.db import db
from app.errors import Conflict, Refusal
from app.practice.actions import sets as sets_actions
from app.practice.models import PracticeDay, PracticeSet, ReviewCard, ReviewLog
from app.practice.queries import fits, sets
from app.practice.rules import memory
from app.practice.rules.calendar import japanese_day
from app.practice.rules.choosing import asked_again
from app.practice.rules.schedule import next_due
from app.practice.rules.words import Confidence, Drill
from app.questions.models import QuestionVersion, Statement

ANSWERED_ELSEWHERE = "この問題は、別の画面で答え済みです。いまの問題からつづけてください。"
NOT_ASKED = "画面の問題と送られた解答が合いません。いまの問題からつづけてください。"
WRONG_COUNT = "{choose}つ選んでから、自信のボタンを押してください。"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with an answer: where in the set, how sure, the name of the sending, the device's own figures."""

    position: int
    confidence: Confidence
    client_id: str
    seconds: int | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A statement, and what was said of it."""

    statement: Statement
    said_correct: bool

    @property
    def right(self) -> bool:
        return self.said_correct == self.statement.correct


def answer_card(found: PracticeSet, statement_id: int, *, said_correct: bool, sent: Sent, now: datetime) -> None:
    """Record ○ or × for the statement that the set asks; the same sending again changes nothing.

    The wording that was on the screen counts, also when the question has been changed meanwhile.
    """
    if _came_before(found, sent):
        return
    statement = sets.asked_statement(statement_id)
    if statement is None or [statement.version.question_id, statement.identity] != found.items[sent.position]:
        raise Conflict(NOT_ASKED)
    _take(found, [Judged(statement, said_correct)], statement.version, sent, now)


def answer_question(found: PracticeSet, version_id: int, *, choices: Iterable[int], sent: Sent, now: datetime) -> None:
    """Record which statements of a whole question were marked: every statement is judged by it.

    Raises Refusal unless exactly as many are marked as the stem asks for.
    """
    if _came_before(found, sent):
        return
    version = sets.asked_version(version_id)
    if version is None or [version.question_id] != found.items[sent.position]:
        raise Conflict(NOT_ASKED)
    chosen = set(choices) & {statement.position for statement in version.statements}
    if len(chosen) != version.choose:
        raise Refusal(WRONG_COUNT.format(choose=version.choose))
    _take(found, [Judged(one, one.position in chosen) for one in version.statements], version, sent, now)


def _came_before(found: PracticeSet, sent: Sent) -> bool:
    if sets.logs_of(found.person_id, sent.client_id):
        return True
    if found.ended_at is not None:
        raise Conflict(sets_actions.SET_OVER)
    if sent.position != found.position or sent.position >= len(found.items):
        raise Conflict(ANSWERED_ELSEWHERE)
    return False


def _take(found: PracticeSet, judged: Sequence[Judged], version: QuestionVersion, sent: Sent, now: datetime) -> None:
    elapsed = (now - found.touched_at).total_seconds()
    seconds = memory.seconds_taken(sent.seconds, elapsed=elapsed)
    at = memory.believed(sent.answered_at, now=now, not_before=found.started_at)
    _write_history(found, judged, sent, seconds=seconds, at=at, now=now)
    _remember(found.person_id, judged, version.question_id, sent.confidence, at)
    right = all(one.right for one in judged)
    _add_to_day(found, right=right, seconds=seconds, at=at)
    if not right or sent.confidence is Confidence.GUESS:
        found.items = asked_again(found.items, found.position)
    found.position += 1
    found.answered += 1
    found.right += right
    found.spent_seconds += seconds
    found.touched_at = now
    sets_actions.end_if_over(found, now=now)


def _write_history(
    found: PracticeSet, judged: Sequence[Judged], sent: Sent, *, seconds: int, at: datetime, now: datetime
) -> None:
    each = max(1, seconds // len(judged))
    db.session.add_all(
        ReviewLog(
            person_id=found.person_id,
            set_id=found.id,
            statement_id=one.statement.id,
            client_id=sent.client_id,
            said_correct=one.said_correct,
            right=one.right,
            confidence=sent.confidence,
            drill=found.drill,
            took_seconds=each,
            answered_at=at,
            recorded_at=now,
        )
        for one in judged
    )


def _remember(person_id: int, judged: Sequence[Judged], question_id: int, confidence: Confidence, at: datetime) -> None:
    """Bring the cards of these statements to what the answers say; a first answer makes the card."""
    wanted = select(ReviewCard).where(
        ReviewCard.person_id == person_id,
        ReviewCard.question_id == question_id,
        ReviewCard.identity.in_([one.statement.identity for one in judged]),
    )
    cards = {card.identity: card for card in db.session.scalars(wanted)}
    weights = fits.weights_of(person_id)
    for one in judged:
        card = cards.get(one.statement.identity)
        if card is None:
            card = ReviewCard(person_id=person_id, question_id=question_id, identity=one.statement.identity)
            before = memory.NOTHING
            db.session.add(card)
        else:
            before = card.memory
        after = memory.reviewed(before, right=one.right, confidence=confidence, at=at, weights=weights)
        _write(card, one, after, confidence)


def _write(card: ReviewCard, judged: Judged, after: memory.Memory, confidence: Confidence) -> None:
    card.statement_id = judged.statement.id
    card.state, card.stability, card.difficulty = after.state, after.stability, after.difficulty
    card.reps, card.lapses = after.reps, after.lapses
    card.last_right, card.last_confidence = judged.right, confidence
    if after.reviewed_at is not None:
        card.reviewed_at = after.reviewed_at
        card.due_at = next_due(after) or after.reviewed_at


def _add_to_day(found: PracticeSet, *, right: bool, seconds: int, at: datetime) -> None:
    """Add the answer to its day in one statement, so that two devices cannot overwrite each other."""
    kind = "card" if found.drill is Drill.CARD else "question"
    added = {
        f"{name}s{what}": value if name == kind else 0
        for name in ("card", "question")
        for what, value in (("", 1), ("_right", int(right)))
    } | {f"{name}_seconds": seconds if name == kind else 0 for name in ("card", "question")}
    adding = insert(PracticeDay).values(person_id=found.person_id, on=japanese_day(at), **added)
    db.session.execute(
        adding.on_conflict_do_update(
            index_elements=["person_id", "on"],
            set_={name: getattr(PracticeDay, name) + adding.excluded[name] for name in added},
        )
    )
