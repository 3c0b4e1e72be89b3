"""Move questions to another topic of the syllabus from the list; a topic is part of a version, so each goes its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.errors import Conflict, RefusalError
from app.questions.actions import writing
from app.questions.models import Question, QuestionDraft, Topic
from app.questions.queries import workflow
from app.questions.queries import writing as find
from app.questions.rules.words import QuestionStatus

ELSEWHERE = "ほかの団体の出題項目には移せません。"
BEING_WRITTEN = "いま{name}さんが書いています。終わってから移してください。"


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of the questions, by the ids that people read; `refused` are sentences."""

    handed_in: list[str] = field(default_factory=list)
    drafted: list[str] = field(default_factory=list)
    unready: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def move(questions: Iterable[Question], topic: Topic, *, by: Person, now: datetime) -> Moved:
    """Give these questions another topic; no version that exists is changed, and none becomes public by it.

    A published question without a draft gets a new version, which goes to review. Anything else keeps
    the topic in its draft until somebody hands that in; so does what a rule of the bank forbids there.
    """
    moved = Moved()
    for question in questions:
        try:
            _move(question, topic, moved, by=by, now=now)
        except RefusalError as error:
            moved.refused.append(f"{question.external_id}：{error.message}")
    return moved


def _move(question: Question, topic: Topic, moved: Moved, *, by: Person, now: datetime) -> None:
    workflow.lock(question)
    if topic.organisation_id != question.organisation_id:
        raise Conflict(ELSEWHERE)
    draft = find.draft_of(question)
    before = draft.content["topic"] if draft else _topic_of_newest(question)
    if before == topic.code:
        moved.unchanged.append(question.external_id)
        return
    other = draft and find.somebody_else(draft, by, now)
    if other:
        raise Conflict(BEING_WRITTEN.format(name=other.name))
    at_once = draft is None and question.status is QuestionStatus.PUBLISHED
    draft = _with_topic(question, draft or writing.start_editing(question, by=by, now=now), topic, by, now)
    _record(question, before, topic, by)
    if not at_once:
        moved.drafted.append(question.external_id)
    elif not writing.checked(question, draft.content).ready:
        moved.unready.append(question.external_id)
    else:
        writing.hand_in(question, by=by, now=now)
        moved.handed_in.append(question.external_id)


def _topic_of_newest(question: Question) -> str | None:
    newest = workflow.newest_version(question)
    return newest.topic.code if newest else None


def _with_topic(question: Question, draft: QuestionDraft, topic: Topic, by: Person, now: datetime) -> QuestionDraft:
    """Saved as any change is: who has the form open is told, and who moved it has had a hand in it."""
    content = {**draft.content, "topic": topic.code}
    return writing.save_draft(question, content, saves=draft.saves, overwrite=False, by=by, now=now)


def _record(question: Question, before: str | None, topic: Topic, by: Person) -> None:
    audit.record(
        "questions.topic",
        f"question:{question.id}",
        by=by.id,
        organisation=question.organisation_id,
        before={"topic": before},
        after={"topic": topic.code},
    )
