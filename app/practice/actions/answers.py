"""Answer: one statement or a whole question; the history grows, the cards and the day follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.errors import Conflict, Refusal
from app.practice.actions import sets as sets_actions
from app.practice.actions.remembering import Given, Judged, add_to_day, remember, write_history
from app.practice.models import PracticeSet
from app.practice.queries import cards as find
from app.practice.queries import fits, sets
from app.practice.rules import memory
from app.practice.rules.choosing import asked_again
from app.practice.rules.words import Away, Confidence
from app.questions.models import QuestionVersion

ANSWERED_ELSEWHERE = "この問題は、別の画面で答え済みです。いまの問題からつづけてください。"
NOT_ASKED = "画面の問題と送られた解答が合いません。いまの問題からつづけてください。"
NOT_TAKEN = {
    Away.WITHDRAWN: NOT_ASKED,
    Away.KEPT_BACK: "受けている試験か、結果がまだ公開されていない試験の問題です。この答えは記録していません。",
    Away.IN_DOUBT: "採点の訂正があった問題です。直るまで練習には出ません。この答えは記録していません。",
}
WRONG_COUNT = "{choose}つ選んでから、自信のボタンを押してください。"


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with an answer: where in the set, how sure, the name of the sending, the device's own figures."""

    position: int
    confidence: Confidence
    client_id: str
    seconds: int | None = None
    answered_at: datetime | None = None


def answer_card(found: PracticeSet, statement_id: int, *, said_correct: bool, sent: Sent, now: datetime) -> None:
    """Record ○ or × for the statement that the set asks; the same sending again changes nothing.

    The wording that was on the screen counts, also when the question has been changed meanwhile.
    """
    if _came_before(found, sent):
        return
    statement = sets.asked_statement(statement_id, found.person_id, now)
    if isinstance(statement, Away):
        raise Conflict(NOT_TAKEN[statement])
    if [statement.version.question_id, statement.identity] != found.items[sent.position]:
        raise Conflict(NOT_ASKED)
    _take(found, [Judged(statement, said_correct)], statement.version, sent, now)


def answer_question(found: PracticeSet, version_id: int, *, choices: Iterable[int], sent: Sent, now: datetime) -> None:
    """Record which statements of a whole question were marked: every statement is judged by it.

    Raises Refusal unless exactly as many are marked as the stem asks for.
    """
    if _came_before(found, sent):
        return
    version = sets.asked_version(version_id, found.person_id, now)
    if isinstance(version, Away):
        raise Conflict(NOT_TAKEN[version])
    if [version.question_id] != found.items[sent.position]:
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
    given = Given(
        person_id=found.person_id,
        set_id=found.id,
        drill=found.drill,
        confidence=sent.confidence,
        client_id=sent.client_id,
        seconds=memory.seconds_taken(sent.seconds, elapsed=elapsed),
        at=memory.believed(sent.answered_at, now=now, not_before=found.started_at),
        now=now,
    )
    write_history(given, judged)
    identities = [one.statement.identity for one in judged]
    cards = find.cards_of_question(found.person_id, version.question_id, identities)
    remember(given, judged, version.question_id, cards, fits.weights_of(found.person_id))
    right = all(one.right for one in judged)
    add_to_day(given, right=right)
    if not right or sent.confidence is Confidence.GUESS:
        found.items = asked_again(found.items, found.position)
    found.position += 1
    found.answered += 1
    found.right += right
    found.spent_seconds += given.seconds
    found.touched_at = now
    sets_actions.end_if_over(found, now=now)
