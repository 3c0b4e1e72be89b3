"""Find reports of errors, corrections and amendments."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_of, organisations_where
from app.accounts.rules import HOME_ORGANISATION, Permission
from app.db import db
from app.errors import NotFound
from app.questions.models import (
    Amendment,
    AmendmentTask,
    Citation,
    Correction,
    ErrorReport,
    Question,
    QuestionVersion,
    Source,
    Statement,
)
from app.questions.queries.bank import in_use
from app.questions.queries.writing import AUTHORING
from app.questions.rules.reports import ReportState
from app.questions.rules.words import QuestionStatus

NO_VERSION = "この問題は見つかりません。"
NO_REPORT = "この報告は見つかりません。一覧から選んでください。"
NO_AMENDMENT = "この法改正は見つかりません。一覧から選んでください。"
SHOWN_AT_MOST = 200

Reader = Callable[[int, int], bool]
_readers: list[Reader] = []


def read_by(reader: Reader) -> Reader:
    """Enter a function that says whether a person (its id) has read a version (its id) with its key."""
    _readers.append(reader)
    return reader


def readable_version(version_id: int, person: Person, today: date) -> QuestionVersion:
    """A version that the person has read with its key, or may practise; any other is not found."""
    version = db.session.scalar(
        select(QuestionVersion)
        .where(QuestionVersion.id == version_id, QuestionVersion.published_at.is_not(None))
        .options(joinedload(QuestionVersion.question), selectinload(QuestionVersion.statements))
    )
    if version is None:
        raise NotFound(NO_VERSION)
    if not any(reader(person.id, version_id) for reader in _readers) and not _may_practise(version, person, today):
        raise NotFound(NO_VERSION)
    return version


def _may_practise(version: QuestionVersion, person: Person, today: date) -> bool:
    open_to = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION).union(organisations_of(person))
    found = db.session.scalar(
        select(QuestionVersion.id)
        .join(QuestionVersion.question)
        .where(QuestionVersion.id == version.id, Question.organisation_id.in_(open_to), in_use(today))
    )
    return found is not None


def _works_at(person: Person, column: ColumnElement[int]) -> ColumnElement[bool]:
    return or_(*(column.in_(organisations_where(person, duty)) for duty in AUTHORING))


def reports(person: Person, *, state: ReportState | None) -> Sequence[ErrorReport]:
    """Reports where the person works, those due soonest first; without a state, the newest of all."""
    wanted = select(ErrorReport).where(_works_at(person, ErrorReport.organisation_id.expression))
    if state is not None:
        wanted = wanted.where(ErrorReport.state == state)
    order = (ErrorReport.due_on, ErrorReport.id) if state is ReportState.OPEN else (ErrorReport.id.desc(),)
    return db.session.scalars(
        wanted.order_by(*order)
        .limit(SHOWN_AT_MOST)
        .options(joinedload(ErrorReport.question), joinedload(ErrorReport.version))
    ).all()


def report_where(report_id: int, person: Person) -> ErrorReport:
    """One report, if the person works on questions where it belongs."""
    found = db.session.scalar(
        select(ErrorReport)
        .where(ErrorReport.id == report_id, _works_at(person, ErrorReport.organisation_id.expression))
        .options(
            joinedload(ErrorReport.question),
            joinedload(ErrorReport.version).selectinload(QuestionVersion.statements),
        )
    )
    if found is None:
        raise NotFound(NO_REPORT)
    return found


def state_now(report: ErrorReport) -> ReportState:
    """The state of the report, which nobody else changes until this transaction ends."""
    return db.session.execute(
        select(ErrorReport.state).where(ErrorReport.id == report.id).with_for_update()
    ).scalar_one()


def reports_on(question: Question) -> Sequence[ErrorReport]:
    """What was reported about the question, newest first."""
    wanted = select(ErrorReport).where(ErrorReport.question_id == question.id).order_by(ErrorReport.id.desc())
    return db.session.scalars(wanted.limit(SHOWN_AT_MOST)).all()


def open_reports_by(person_id: int) -> int:
    """How many reports of the person still wait."""
    wanted = select(func.count()).where(ErrorReport.reported_by_id == person_id, ErrorReport.state == ReportState.OPEN)
    return db.session.scalar(wanted) or 0


def own_reports(person_id: int) -> Sequence[ErrorReport]:
    """What the person has reported, newest first."""
    return db.session.scalars(
        select(ErrorReport)
        .where(ErrorReport.reported_by_id == person_id)
        .order_by(ErrorReport.id.desc())
        .limit(SHOWN_AT_MOST)
        .options(joinedload(ErrorReport.question), joinedload(ErrorReport.version))
    ).all()


def newest_published(question_id: int) -> QuestionVersion | None:
    """What candidates are asked of the question now, whatever its state."""
    return db.session.scalar(
        select(QuestionVersion)
        .where(QuestionVersion.question_id == question_id, QuestionVersion.published_at.is_not(None))
        .order_by(QuestionVersion.number.desc())
        .limit(1)
    )


def corrections(person: Person | None) -> Sequence[Correction]:
    """What was corrected, newest first: of the site's own questions, and of one's own organisations."""
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    seen = home if person is None else home.union(organisations_of(person))
    return db.session.scalars(
        select(Correction)
        .where(Correction.organisation_id.in_(seen))
        .order_by(Correction.id.desc())
        .limit(SHOWN_AT_MOST)
        .options(
            joinedload(Correction.question),
            joinedload(Correction.version).joinedload(QuestionVersion.topic),
        )
    ).all()


# ── Amendments ───────────────────────────────────────────────────────────────────────────────


def sources_where(person: Person, permission: Permission) -> list[Source]:
    """What may be amended where the person holds the permission."""
    held = Source.organisation_id.in_(organisations_where(person, permission))
    return list(db.session.scalars(select(Source).where(held).order_by(Source.organisation_id, Source.title)))


def amendments(person: Person) -> Sequence[Amendment]:
    """Amendments where the person works, the latest day first, with their tasks."""
    return db.session.scalars(
        select(Amendment)
        .where(_works_at(person, Amendment.organisation_id.expression))
        .order_by(Amendment.in_force_on.desc(), Amendment.id.desc())
        .options(joinedload(Amendment.source), selectinload(Amendment.tasks))
    ).all()


def amendment_where(amendment_id: int, person: Person) -> Amendment:
    """One amendment with what it asks of whom."""
    tasks = selectinload(Amendment.tasks)
    found = db.session.scalar(
        select(Amendment)
        .where(Amendment.id == amendment_id, _works_at(person, Amendment.organisation_id.expression))
        .options(
            joinedload(Amendment.source),
            tasks.joinedload(AmendmentTask.question),
            tasks.joinedload(AmendmentTask.statement),
        )
    )
    if found is None:
        raise NotFound(NO_AMENDMENT)
    return found


def statements_resting_on(source: Source, articles: Sequence[str]) -> list[tuple[Question, Statement]]:
    """Statements in the newest and in the newest published wording of every question that is not retired
    which cite these articles of the source; without articles, any part of it.
    """
    newest = select(func.max(QuestionVersion.id)).group_by(QuestionVersion.question_id)
    cites = Citation.source_id == source.id
    if articles:
        cites &= Citation.article.in_(articles)
    rows = db.session.execute(
        select(Question, Statement)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .where(
            Question.organisation_id == source.organisation_id,
            Question.status != QuestionStatus.RETIRED,
            QuestionVersion.id.in_(newest)
            | QuestionVersion.id.in_(newest.where(QuestionVersion.published_at.is_not(None))),
            Statement.id.in_(select(Citation.statement_id).where(cites)),
        )
        .order_by(Question.external_id, Statement.version_id, Statement.position)
    )
    return [(row[0], row[1]) for row in rows]
