"""Move a question along its way; every step is recorded, and so is who took it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app import audit, events
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Forbidden, Refusal
from app.questions.models import Question, QuestionMove, QuestionPolicy, QuestionVersion
from app.questions.queries import workflow as find
from app.questions.rules import workflow as rules
from app.questions.rules.words import QuestionStatus
from app.questions.rules.workflow import Step


@dataclass(frozen=True, slots=True)
class QuestionPublished(events.Event):
    """A version of the question is what candidates are asked from now on."""

    question_id: int
    now: datetime


def take_step(question: Question, step: Step, *, note: str, by: Person, now: datetime, today: date) -> QuestionMove:
    """Take the step for the person; refuses what the way, the role or the rule of several people forbids."""
    find.lock(question)
    standing = find.standing(question, by)
    why = rules.refusal(step, standing)
    if why is not None:
        raise (Conflict if question.status not in step.sources else Forbidden)(why)
    if step.reason and not note:
        raise Refusal(rules.NO_REASON)
    version = find.newest_version(question)
    if step.name == "confirm" and version is not None and version.published_at is None:
        raise Refusal(rules.NOBODY_READ)
    if step.target is QuestionStatus.PUBLISHED:
        _publish(question, version, by, now)
    elif step.target is QuestionStatus.DOUBTED:
        question.doubtful_from = today
    elif question.status is QuestionStatus.RETIRED:
        keep_back(question, today)
    return record_move(question, version, step.target, note=note, by=by, now=now)


def record_move(
    question: Question,
    version: QuestionVersion | None,
    target: QuestionStatus,
    *,
    note: str,
    by: Person | None,
    now: datetime,
) -> QuestionMove:
    """Write down that the question has gone to another state, here and in the audit trail."""
    move = QuestionMove(
        question_id=question.id,
        version_id=version.id if version else None,
        from_status=question.status,
        to_status=target,
        note=note,
        by_id=by.id if by else None,
        at=now,
    )
    audit.record(
        "questions.move",
        f"question:{question.id}",
        by=by.id if by else None,
        organisation=question.organisation_id,
        before={"status": question.status.value},
        after={"status": target.value, "version": version.number if version else None},
    )
    question.status = target
    db.session.add(move)
    return move


def keep_back(question: Question, today: date) -> None:
    """What comes back from retirement is asked of nobody in its old wording, until something is published anew."""
    if any(version.published_at for version in question.versions):
        question.doubtful_from = min(question.doubtful_from or today, today)


def set_three_people(organisation_id: int, three_people: bool, *, by: Person) -> None:
    """Say whether author, reviewer and law checker must be three people in the organisation."""
    policy = db.session.get(QuestionPolicy, organisation_id)
    before = policy.three_people if policy else find.THREE_PEOPLE_AT_FIRST
    if policy is None:
        db.session.add(QuestionPolicy(organisation_id=organisation_id, three_people=three_people))
    else:
        policy.three_people = three_people
    audit.record(
        "questions.policy",
        f"organisation:{organisation_id}",
        by=by.id,
        organisation=organisation_id,
        before={"three_people": before},
        after={"three_people": three_people},
    )


def _publish(question: Question, version: QuestionVersion | None, by: Person, now: datetime) -> None:
    if version is None:
        raise Refusal("公開できる版がありません。")
    version.published_at = version.published_at or now
    went_out(question, by_id=by.id, now=now)


def went_out(question: Question, *, by_id: int | None, now: datetime) -> None:
    """A version has been published: what was doubted has been looked at, and whoever listens is told."""
    doubt_ends(question, by_id=by_id, now=now)
    db.session.flush()  # who listens asks for the newest published version
    events.send(QuestionPublished(question.id, now))


def doubt_ends(question: Question, *, by_id: int | None, now: datetime) -> None:
    """No day keeps the question back any more, and no amendment asks about it."""
    question.doubtful_from = None
    for task in find.open_amendment_tasks(question):
        task.done_at, task.done_by_id = now, by_id
