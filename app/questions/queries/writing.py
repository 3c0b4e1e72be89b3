"""Find questions for those who write, check and manage them; another organisation's are not there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from app.accounts.models import Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.questions.models import (
    Citation,
    ErrorReport,
    Question,
    QuestionDraft,
    QuestionTag,
    QuestionVersion,
    QuestionWriter,
    Statement,
    StatementComment,
    Topic,
)
from app.questions.rules.reports import ReportState
from app.questions.rules.words import QuestionStatus

NO_QUESTION = "この問題は見つかりません。問題の一覧から選んでください。"
AUTHORING = (
    Permission.WRITE_QUESTION,
    Permission.REVIEW_QUESTION,
    Permission.CHECK_LAW,
    Permission.PUBLISH_QUESTION,
)
A_PAGE = 30
EXPIRING_WITHIN = timedelta(days=180)
EDITING_LASTS = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for in the list."""

    search: str = ""
    status: QuestionStatus | None = None
    topic: str = ""
    tag: str = ""
    expiring: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listed:
    """A question in the list: its newest wording, or that of its draft, which has no version yet."""

    question: Question
    stem: str
    number: int
    topic: str
    expires: date | None
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """One page of the list."""

    found: Sequence[Listed]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def places(person: Person) -> ColumnElement[bool]:
    """Questions of the organisations in which the person has any duty about questions."""
    return or_(*(Question.organisation_id.in_(organisations_where(person, duty)) for duty in AUTHORING))


def question_where(question_id: int, person: Person, permission: Permission | None = None) -> Question:
    """The question, if the person has the duty in its organisation, or any duty when none is named."""
    held = Question.organisation_id.in_(organisations_where(person, permission)) if permission else places(person)
    found = db.session.scalar(select(Question).where(Question.id == question_id, held))
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


def _newest() -> Select[int]:
    return select(func.max(QuestionVersion.id)).where(QuestionVersion.question_id == Question.id).correlate(Question)


def questions(person: Person, wanted: Wanted, today: date) -> Questions:
    """A page of the questions that the person works on, in the order of the syllabus."""
    version = aliased(QuestionVersion)
    base = (
        select(Question, version, Topic.title)
        .select_from(Question)
        .outerjoin(version, version.id == _newest().scalar_subquery())
        .outerjoin(Topic, Topic.id == version.topic_id)
        .where(places(person), *_conditions(wanted, version, today))
    )
    total = db.session.scalar(select(func.count()).select_from(base.subquery())) or 0
    rows = db.session.execute(
        base.order_by(Topic.position.is_(None).desc(), Topic.position, Question.external_id)
        .limit(A_PAGE)
        .offset((wanted.page - 1) * A_PAGE)
    ).all()
    ids = [question.id for question, *_ in rows]
    drafts, tags = _drafts(ids), _tags(ids)
    return Questions([_listed(row, drafts, tags) for row in rows], total, wanted.page)


def _listed(row: Row[Question, QuestionVersion, str], drafts: dict[int, str], tags: dict[int, list[str]]) -> Listed:
    question, version, topic = row
    own = [*(version.tags if version else ()), *tags.get(question.id, ())]
    return Listed(
        question,
        version.stem if version else drafts.get(question.id) or "（まだ書かれていません）",
        version.number if version else 0,
        topic or "",
        version.expires if version else None,
        tuple(dict.fromkeys(own)),
    )


def _conditions(wanted: Wanted, version: type[QuestionVersion], today: date) -> Iterable[ColumnElement[bool]]:
    if wanted.status is not None:
        yield Question.status == wanted.status
    if wanted.topic:
        yield Topic.code == wanted.topic
    if wanted.tag:
        yield exists().where(QuestionTag.question_id == Question.id, QuestionTag.tag == wanted.tag)
    if wanted.expiring:
        yield and_(version.expires.is_not(None), version.expires <= today + EXPIRING_WITHIN)
    for word in wanted.search.split():
        like = f"%{_escaped(word)}%"
        yield or_(
            Question.external_id.ilike(like, escape="\\"),
            version.stem.ilike(like, escape="\\"),
            exists().where(Statement.version_id == version.id, Statement.text.ilike(like, escape="\\")),
        )


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _drafts(ids: Sequence[int]) -> dict[int, str]:
    rows = db.session.scalars(select(QuestionDraft).where(QuestionDraft.question_id.in_(ids)))
    return {draft.question_id: str(draft.content.get("stem", "")) for draft in rows}


def _tags(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    wanted = select(QuestionTag).where(QuestionTag.question_id.in_(ids)).order_by(QuestionTag.tag)
    for row in db.session.scalars(wanted):
        found.setdefault(row.question_id, []).append(row.tag)
    return found


def counts(person: Person) -> dict[QuestionStatus, int]:
    """How many of the person's questions stand at each state."""
    rows = db.session.execute(select(Question.status, func.count()).where(places(person)).group_by(Question.status))
    return {status: number for status, number in rows}  # noqa: C416  # a Row is no tuple to mypy


def used_tags(person: Person) -> list[str]:
    """The tags given from the list, in alphabetical order."""
    wanted = select(QuestionTag.tag).join(Question, Question.id == QuestionTag.question_id).where(places(person))
    return sorted(db.session.scalars(wanted.distinct()))


def topics_where(person: Person, permission: Permission) -> list[Topic]:
    """The syllabuses of the organisations in which the person holds the permission, each in its order."""
    held = Topic.organisation_id.in_(organisations_where(person, permission))
    return list(db.session.scalars(select(Topic).where(held).order_by(Topic.organisation_id, Topic.position)))


def topics_seen(person: Person) -> list[Topic]:
    """The topics by which the person's list may be narrowed."""
    held = or_(*(Topic.organisation_id.in_(organisations_where(person, duty)) for duty in AUTHORING))
    return list(db.session.scalars(select(Topic).where(held).order_by(Topic.organisation_id, Topic.position)))


def versions_of(question: Question) -> list[QuestionVersion]:
    """Every version of the question with all that it says, newest first."""
    wanted = (
        select(QuestionVersion)
        .where(QuestionVersion.question_id == question.id)
        .order_by(QuestionVersion.number.desc())
        .options(
            joinedload(QuestionVersion.topic),
            joinedload(QuestionVersion.case_stem),
            joinedload(QuestionVersion.question),
            selectinload(QuestionVersion.statements).selectinload(Statement.citations).joinedload(Citation.source),
        )
    )
    return list(db.session.scalars(wanted))


def version_of(question: Question, number: int) -> QuestionVersion:
    """Version `number` of the question."""
    found = next((version for version in versions_of(question) if version.number == number), None)
    if found is None:
        raise NotFound("この版は見つかりません。")
    return found


def draft_of(question: Question) -> QuestionDraft | None:
    """What is being written of the question, with whoever has it open."""
    return db.session.scalar(
        select(QuestionDraft)
        .where(QuestionDraft.question_id == question.id)
        .options(joinedload(QuestionDraft.editing_by))
    )


def writers_of(draft: QuestionDraft) -> Sequence[int]:
    """Who has written in the draft: noted under the number that it would have got when it was opened."""
    return db.session.scalars(
        select(QuestionWriter.person_id).where(
            QuestionWriter.question_id == draft.question_id, QuestionWriter.number == draft.base_number + 1
        )
    ).all()


def somebody_else(draft: QuestionDraft, person: Person, now: datetime) -> Person | None:
    """Who, other than the person, has written on the draft in the last minutes."""
    recent = draft.editing_at > now - EDITING_LASTS
    return draft.editing_by if recent and draft.editing_by_id != person.id else None


def statements_of_topic(question: Question, topic_code: str) -> list[tuple[int, str, str]]:
    """The statements of the organisation's other questions on the topic, in their newest wording."""
    rows = db.session.execute(
        select(Question.id, Question.external_id, Statement.text)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .where(
            Topic.code == topic_code,
            Question.organisation_id == question.organisation_id,
            Question.id != question.id,
            QuestionVersion.id == _newest().scalar_subquery(),
        )
    )
    return [(row[0], row[1], row[2]) for row in rows]


def comments_on(version_ids: Sequence[int]) -> list[StatementComment]:
    """What was said about these versions, in the order in which it was said."""
    return list(
        db.session.scalars(
            select(StatementComment)
            .where(StatementComment.version_id.in_(version_ids))
            .order_by(StatementComment.id)
            .options(joinedload(StatementComment.by), joinedload(StatementComment.version))
        )
    )


def open_reports(person: Person) -> int:
    """How many reports of errors wait for an answer where the person works."""
    held = or_(*(ErrorReport.organisation_id.in_(organisations_where(person, duty)) for duty in AUTHORING))
    wanted = select(func.count()).select_from(ErrorReport).where(held, ErrorReport.state == ReportState.OPEN)
    return db.session.scalar(wanted) or 0


def tags_of(question: Question) -> list[str]:
    """The tags that the question was given from the list."""
    return _tags([question.id]).get(question.id, [])
