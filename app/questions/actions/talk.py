"""Say something about a version, and put words on questions from the list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import NotFound, Refusal, RefusalError
from app.notices.actions import notify_all
from app.notices.rules import NoticeKind
from app.questions.actions.workflow import take_step
from app.questions.models import Question, QuestionTag, QuestionVersion, StatementComment
from app.questions.queries import workflow
from app.questions.rules.workflow import STEPS

LONGEST_COMMENT = 1000
LONGEST_TAG = 40


def comment(version: QuestionVersion, position: int | None, text: str, *, by: Person, now: datetime) -> None:
    """Say something about a statement or the whole; the writers are told."""
    if not text or len(text) > LONGEST_COMMENT:
        raise Refusal(f"コメントは{LONGEST_COMMENT}字までで書いてください。")
    if position is not None and not 1 <= position <= len(version.statements):
        raise NotFound("その肢はありません。")
    db.session.add(StatementComment(version_id=version.id, position=position, text=text, by_id=by.id, at=now))
    question = version.question
    notify_all(
        workflow.writers(question) - {by.id},
        kind=NoticeKind.QUESTION,
        title=f"問題 {question.external_id} にコメントがつきました",
        body=text,
        link=f"/questions/{question.id}",
        now=now,
    )


def settle(said: StatementComment, *, by: Person, now: datetime) -> None:
    """Mark a comment as dealt with; it stays to be read."""
    if said.settled_at is None:
        said.settled_by_id, said.settled_at = by.id, now


def tag(questions: Iterable[Question], word: str, *, by: Person) -> int:
    """Put the word on these questions; gives how many did not have it."""
    if not word or len(word) > LONGEST_TAG:
        raise Refusal(f"タグは{LONGEST_TAG}字までで書いてください。")
    done = 0
    for question in questions:
        if db.session.get(QuestionTag, (question.id, word)) is None:
            db.session.add(QuestionTag(question_id=question.id, tag=word))
            place = f"question:{question.id}"
            audit.record("questions.tag", place, by=by.id, organisation=question.organisation_id, after={"tag": word})
            done += 1
    return done


def untag(questions: Iterable[Question], word: str, *, by: Person) -> int:
    """Take the word off these questions; gives how many had it."""
    if not word:
        raise Refusal("外すタグを書いてください。")
    done = 0
    for question in questions:
        given = db.session.get(QuestionTag, (question.id, word))
        if given is not None:
            db.session.delete(given)
            place = f"question:{question.id}"
            audit.record("questions.tag", place, by=by.id, organisation=question.organisation_id, before={"tag": word})
            done += 1
    return done


def retire(questions: Iterable[Question], *, note: str, by: Person, now: datetime, today: date) -> list[str]:
    """Retire all of these; gives the sentences about those that could not be."""
    if not note:
        raise Refusal("引退させる理由を書いてください。")
    refused = []
    for question in questions:
        try:
            take_step(question, STEPS["retire"], note=note, by=by, now=now, today=today)
        except RefusalError as error:
            refused.append(f"{question.external_id}：{error.message}")
    return refused
