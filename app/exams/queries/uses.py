"""What examinations know of a question: in which papers it stands, who has read it, how it reads today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app import clock
from app.db import db
from app.exams.models import Attempt, Paper, PaperEdition, PaperQuestion
from app.exams.queries.attempts import result_is_out
from app.exams.queries.content import PrintedPaper
from app.exams.rules import AttemptState
from app.questions.models import Question, QuestionVersion
from app.questions.queries.usage import Use
from app.questions.rules.words import PaperKind, QuestionStatus


def of_question(question_id: int) -> list[Use]:
    """The papers whose newest edition asks the question, with how often they were sat."""
    newest = select(func.max(PaperEdition.id)).group_by(PaperEdition.paper_id)
    rows = db.session.execute(
        select(Paper, PaperQuestion.number, QuestionVersion.number)
        .join(PaperEdition, PaperEdition.paper_id == Paper.id)
        .join(PaperQuestion, PaperQuestion.edition_id == PaperEdition.id)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(QuestionVersion.question_id == question_id, PaperEdition.id.in_(newest))
        .order_by(Paper.slug)
    ).all()
    sat = _sat([paper.id for paper, *_ in rows], question_id)
    return [
        Use(paper.title, paper.slug, number, version, *sat.get(paper.id, (0, None))) for paper, number, version in rows
    ]


def _sat(paper_ids: Iterable[int], question_id: int) -> dict[int, tuple[int, datetime | None]]:
    rows = db.session.execute(
        select(Attempt.paper_id, func.count(), func.max(Attempt.started_at))
        .where(Attempt.paper_id.in_(paper_ids), Attempt.edition_id.in_(_editions_asking(question_id)))
        .group_by(Attempt.paper_id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _editions_asking(question_id: int) -> Select[int]:
    return (
        select(PaperQuestion.edition_id)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(QuestionVersion.question_id == question_id)
    )


def has_read(person_id: int, version_id: int) -> bool:
    """Has the person read the version with its key: in a result that is out, or among the questions to try?"""
    tried = exists().where(
        PaperQuestion.version_id == version_id,
        PaperQuestion.edition_id == PaperEdition.id,
        PaperEdition.paper_id == Paper.id,
        Paper.kind == PaperKind.TRIAL,
    )
    if db.session.scalar(select(tried)):
        return True
    now = clock.now()
    sat = db.session.scalars(
        select(Attempt)
        .join(PaperQuestion, PaperQuestion.edition_id == Attempt.edition_id)
        .where(Attempt.person_id == person_id, PaperQuestion.version_id == version_id)
        .options(joinedload(Attempt.paper))
    )
    return any(one.shown_state(now) is not AttemptState.OPEN and result_is_out(one.paper, now) for one in sat)


@dataclass(frozen=True, slots=True)
class Met:
    """Somebody who met a question: the paper, the number there, and the sitting."""

    person_id: int
    title: str
    number: int


def who_met(question_id: int, version_number: int) -> list[Met]:
    """Everybody who sat a paper that asked the question in this version or an older one, each once a paper."""
    rows = db.session.execute(
        select(Attempt.person_id, Paper.title, func.min(PaperQuestion.number))
        .join(Paper, Paper.id == Attempt.paper_id)
        .join(PaperQuestion, PaperQuestion.edition_id == Attempt.edition_id)
        .join(QuestionVersion, QuestionVersion.id == PaperQuestion.version_id)
        .where(
            QuestionVersion.question_id == question_id,
            QuestionVersion.number <= version_number,
            Attempt.state != AttemptState.OPEN,
        )
        .group_by(Attempt.person_id, Paper.title)
        .order_by(Attempt.person_id, Paper.title)
    )
    return [Met(row[0], row[1], row[2]) for row in rows]


@dataclass(frozen=True, slots=True)
class Today:
    """How a question of a past paper stands today: in a newer wording, or in doubt from a day on."""

    version: QuestionVersion | None
    doubtful_from: date | None


_newer = aliased(QuestionVersion)
MOVED_ON = (
    select(PaperQuestion.number, Question.doubtful_from, func.max(_newer.id))
    .join(PaperQuestion.version)
    .join(QuestionVersion.question)
    .outerjoin(
        _newer,
        (_newer.question_id == Question.id)
        & (_newer.number > QuestionVersion.number)
        & _newer.published_at.is_not(None),
    )
    .where(PaperQuestion.edition_id == bindparam("edition_id"), Question.status != QuestionStatus.RETIRED)
    .where(or_(_newer.id.is_not(None), Question.doubtful_from <= bindparam("today")))
    .group_by(PaperQuestion.number, Question.doubtful_from)
    .order_by(PaperQuestion.number)
)


def as_of_today(paper: PrintedPaper, today: date) -> dict[int, Today]:
    """By number, the questions that have been published in a newer version or are doubtful by now."""
    rows = db.session.execute(MOVED_ON, {"edition_id": paper.edition_id, "today": today}).all()
    versions = _with_statements(newest for _, _, newest in rows if newest)
    return {
        number: Today(versions.get(newest or 0), doubtful if doubtful and doubtful <= today else None)
        for number, doubtful, newest in rows
    }


def _with_statements(ids: Iterable[int]) -> dict[int, QuestionVersion]:
    ids = list(ids)
    if not ids:
        return {}
    wanted = (
        select(QuestionVersion).where(QuestionVersion.id.in_(ids)).options(selectinload(QuestionVersion.statements))
    )
    return {version.id: version for version in db.session.scalars(wanted)}
