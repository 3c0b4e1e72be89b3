"""Find how the bank of an organisation stands: its questions, where they are used, and what reports say of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, Select, case, func, select

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.practice.models import ReviewCard
from app.questions.models import AmendmentTask, ErrorReport, Question, QuestionVersion, Topic
from app.questions.queries.bank import in_use, is_newest_published, may_be_asked
from app.questions.queries.tree import syllabus
from app.questions.rules.reports import ReportState
from app.statistics.models import PaperReport, QuestionFigures
from app.statistics.rules import Basis
from app.statistics.rules.bank import Asked, Health, Measured, Thin, health, thin_topic

NO_BANK = "この団体の問題は見つかりません。統計の一覧から選び直してください。"


def places(person: Person) -> Sequence[Organisation]:
    """The organisations with questions whose statistics the person may see, those with most questions first."""
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Question, Question.organisation_id == Organisation.id)
            .where(Organisation.id.in_(organisations_where(person, Permission.SEE_STATISTICS)))
            .group_by(Organisation.id)
            .order_by(func.count().desc(), Organisation.slug)
        )
    )


def bank_health(organisation: Organisation, today: date) -> Health:
    """All that is worth looking at, in as many queries however many questions there are."""
    return health(_asked(organisation.id, today), _measured(organisation.id), _thin(organisation.id), today)


def chosen(offered: Sequence[Organisation], slug: str | None) -> Organisation | None:
    """The one that was asked for, else the first; NotFound for one that is not among them."""
    if slug is None:
        return offered[0] if offered else None
    found = next((place for place in offered if place.slug == slug), None)
    if found is None:
        raise NotFound(NO_BANK)
    return found


def _asked(organisation_id: int, today: date) -> list[Asked]:
    published = case((QuestionVersion.published_at.is_not(None), QuestionVersion.id))
    shown = select(func.coalesce(func.max(published), func.max(QuestionVersion.id))).group_by(
        QuestionVersion.question_id
    )
    rows = db.session.execute(
        select(
            Question,
            QuestionVersion.expires,
            Topic.title,
            Topic.code,
            in_use(today),
            _open(AmendmentTask.question_id, AmendmentTask.done_at.is_(None)),
            _open(ErrorReport.question_id, ErrorReport.state == ReportState.OPEN),
            _papers(),
            _open(ReviewCard.question_id),
        )
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .where(Question.organisation_id == organisation_id, QuestionVersion.id.in_(shown))
        .order_by(Question.external_id)
    )
    return [
        Asked(one.id, one.external_id, one.status, topic, code, bool(used), one.doubtful_from, expires, *counts)
        for one, expires, topic, code, used, *counts in rows
    ]


def _open(question_id: ColumnElement[int] | object, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    """How many rows of a table point at the question."""
    return select(func.count()).where(question_id == Question.id, *conditions).correlate(Question).scalar_subquery()


def _papers() -> ColumnElement[int]:
    asking = (
        select(func.count(PaperEdition.paper_id.distinct()))
        .join(PaperQuestion, PaperQuestion.edition_id == PaperEdition.id)
        .where(PaperQuestion.version_id.in_(_versions()))
    )
    return asking.correlate(Question).scalar_subquery()


def _versions() -> Select[int]:
    own = QuestionVersion.__table__.alias()
    return select(own.c.id).where(own.c.question_id == Question.id).correlate(Question)


def _measured(organisation_id: int) -> list[Measured]:
    """What is said of the newest published version of each question, by the report with most people."""
    rows = db.session.execute(
        select(
            Question.id,
            Question.external_id,
            Topic.title,
            Paper.slug,
            Paper.title,
            PaperEdition.number,
            QuestionFigures.number,
            PaperReport.counted,
            QuestionFigures.figures,
        )
        .join(PaperReport, PaperReport.id == QuestionFigures.report_id)
        .join(PaperEdition, PaperEdition.id == PaperReport.edition_id)
        .join(Paper, Paper.id == PaperEdition.paper_id)
        .join(QuestionVersion, QuestionVersion.id == QuestionFigures.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .where(
            Question.organisation_id == organisation_id,
            Paper.organisation_id == organisation_id,
            PaperReport.basis == Basis.FIRST,
            is_newest_published(),
            may_be_asked(date.max),
        )
        .order_by(PaperReport.counted, PaperReport.id)
    )
    return list({row[0]: Measured(*row) for row in rows}.values())


def _thin(organisation_id: int) -> list[Thin]:
    return [
        thin
        for field in syllabus(organisation_id)
        for section in field.sections
        for group in section.groups
        for one in group.topics
        if (thin := thin_topic(one.topic.title, section.title, one.questions)) is not None
    ]
