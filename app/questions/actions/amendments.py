"""Register an amendment of the law: every statement that rests on it is looked at again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.questions.actions.workflow import record_move
from app.questions.models import Amendment, AmendmentTask, Question, Source
from app.questions.queries import corrections as find
from app.questions.queries import workflow
from app.questions.rules.words import QuestionStatus

NEW_EDITION = "新しい版になりました。"


def amend(
    source: Source,
    articles: Sequence[str],
    *,
    in_force_on: date,
    summary: str,
    by: Person | None,
    now: datetime,
    edition: date | None = None,
    spared: Collection[str] = (),
) -> Amendment:
    """Register it: a task for each statement, 要確認 for its question, which is left out from that day on.

    Until the day, the question is still right, and candidates go on being asked it. With an `edition` the source
    says from now on which text of it is meant. Questions of the `spared` ids have been looked at already.
    """
    made = Amendment(
        organisation_id=source.organisation_id,
        source_id=source.id,
        articles=list(articles),
        in_force_on=in_force_on,
        summary=summary,
        registered_by_id=by.id if by else None,
        registered_at=now,
    )
    db.session.add(made)
    db.session.flush()  # the tasks name it
    source.edition = edition.isoformat() if edition else source.edition
    touched: dict[int, Question] = {}
    for question, statement in find.statements_resting_on(source, articles):
        if question.external_id not in spared:
            made.tasks.append(AmendmentTask(question_id=question.id, statement_id=statement.id))
            touched[question.id] = question
    for question in touched.values():
        _doubt(question, made, by, now)
    _record(made, source, len(touched), by)
    return made


def _record(made: Amendment, source: Source, questions: int, by: Person | None) -> None:
    audit.record(
        "questions.amend",
        f"amendment:{made.id}",
        by=by.id if by else None,
        organisation=source.organisation_id,
        after={
            "source": source.key,
            "articles": list(made.articles),
            "from": str(made.in_force_on),
            "questions": questions,
        },
    )


def came_out_anew(source: Source, *, spared: Collection[str], by: Person | None, now: datetime) -> Amendment | None:
    """A file brought a newer edition of the source: what rests on it and did not come with the file is looked at."""
    if source.edition is None or all(
        question.external_id in spared for question, _ in find.statements_resting_on(source, [])
    ):
        return None
    day = date.fromisoformat(source.edition)
    return amend(source, [], in_force_on=day, summary=NEW_EDITION, by=by, now=now, spared=spared)


def _doubt(question: Question, amendment: Amendment, by: Person | None, now: datetime) -> None:
    day = amendment.in_force_on
    question.doubtful_from = min(question.doubtful_from or day, day)
    if question.status is QuestionStatus.PUBLISHED:
        note = f"法改正：{amendment.summary}（{day.isoformat()} 施行）"
        record_move(question, workflow.newest_version(question), QuestionStatus.DOUBTED, note=note, by=by, now=now)
