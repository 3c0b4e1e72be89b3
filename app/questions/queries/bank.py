"""Questions and what they rest on, and the files of a bank."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.db import db
from app.questions.models import Citation, Question, QuestionVersion, Source, Statement, Topic
from app.questions.rules.words import QuestionStatus

SUFFIXES = frozenset({".yaml", ".yml", ".json", ".png", ".jpg", ".svg", ".webp"})


def stock_files(folder: Path) -> dict[str, bytes]:
    """The files of a bank in a folder by their path inside it; what begins with a dot is left out."""
    found = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        name.as_posix(): path.read_bytes()
        for name, path in found.items()
        if path.suffix in SUFFIXES and path.is_file() and not any(part.startswith(".") for part in name.parts)
    }


def _whole() -> tuple[ExecutableOption, ...]:
    """All that a page with explanations shows of a version, in three queries however many there are."""
    citations = selectinload(QuestionVersion.statements).selectinload(Statement.citations)
    return (
        joinedload(QuestionVersion.topic),
        joinedload(QuestionVersion.case_stem),
        citations.joinedload(Citation.source),
    )


def versions_with_sources(ids: Iterable[int]) -> dict[int, QuestionVersion]:
    """Versions by id, with question, topic, case, statements, citations and sources loaded.

    Asks for no permission: the caller knows that the person may see these versions with their keys.
    """
    wanted = (
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(set(ids)))
        .options(joinedload(QuestionVersion.question), *_whole())
    )
    return {version.id: version for version in db.session.scalars(wanted)}


def newest_versions(organisation_id: int, external_ids: Iterable[str]) -> dict[str, QuestionVersion]:
    """The newest version of each of these questions of the organisation, with its statements loaded."""
    newest = (
        select(func.max(QuestionVersion.id))
        .join(QuestionVersion.question)
        .where(Question.organisation_id == organisation_id, Question.external_id.in_(set(external_ids)))
        .group_by(QuestionVersion.question_id)
    )
    wanted = (
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .where(QuestionVersion.id.in_(newest))
        .options(contains_eager(QuestionVersion.question), selectinload(QuestionVersion.statements))
    )
    return {version.question.external_id: version for version in db.session.scalars(wanted)}


def newest_published() -> Select[int]:
    """Ids of the newest version of every published question, for use inside a query."""
    return (
        select(func.max(QuestionVersion.id))
        .join(QuestionVersion.question)
        .where(Question.status == QuestionStatus.PUBLISHED, QuestionVersion.published_at.is_not(None))
        .group_by(QuestionVersion.question_id)
    )


def may_be_asked(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """A condition on Question: neither retired, nor made doubtful by an amendment that is in force on the day."""
    return and_(
        Question.status != QuestionStatus.RETIRED,
        or_(Question.doubtful_from.is_(None), Question.doubtful_from > on),
    )


def lasts(on: date | ColumnElement[date]) -> ColumnElement[bool]:
    """A condition on QuestionVersion: its rule, such as a transitional measure, has not ended by then."""
    return or_(QuestionVersion.expires.is_(None), QuestionVersion.expires >= on)


def is_newest_published() -> ColumnElement[bool]:
    """A condition on QuestionVersion: what candidates know of the question, also while a newer one is being written."""
    newest = (
        select(func.max(QuestionVersion.id))
        .where(QuestionVersion.published_at.is_not(None))
        .group_by(QuestionVersion.question_id)
    )
    return QuestionVersion.id.in_(newest)


def in_use(on: date) -> ColumnElement[bool]:
    """A condition on QuestionVersion joined with Question: what may be asked in something made for this day.

    That is the newest published version, also while a newer one is being written or checked; nothing of a
    retired question, nothing from the day on which an amendment makes it doubtful, nothing whose rule has ended.
    """
    return and_(is_newest_published(), may_be_asked(on), lasts(on))


def published_versions(organisation_id: int, on: date) -> list[QuestionVersion]:
    """What may be asked on the day, of the organisation's own questions, in the order of the syllabus."""
    wanted = (
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .join(QuestionVersion.topic)
        .where(
            Question.organisation_id == organisation_id,
            in_use(on),
        )
        .order_by(Topic.position, Question.external_id)
        .options(contains_eager(QuestionVersion.question), *_whole())
    )
    return list(db.session.scalars(wanted))


def topics(organisation_id: int) -> list[Topic]:
    """The organisation's syllabus in its order."""
    return list(
        db.session.scalars(select(Topic).where(Topic.organisation_id == organisation_id).order_by(Topic.position))
    )


def sources(organisation_id: int) -> list[Source]:
    """All that the organisation's statements may rest on, cited or not."""
    return list(
        db.session.scalars(select(Source).where(Source.organisation_id == organisation_id).order_by(Source.key))
    )
