"""What a paper may be built of: published questions in the official shape, of one's own organisation and the site's."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import HOME_ORGANISATION, Permission
from app.db import db
from app.exams.models import Paper, PaperEdition, PaperQuestion
from app.exams.rules.blueprint import Choosable
from app.exams.rules.hints import Said
from app.questions.models import Question, QuestionVersion, Statement, Topic
from app.questions.queries.bank import in_use
from app.questions.rules.wording import OFFICIAL_CHOICES, OFFICIAL_STATEMENTS


@dataclass(frozen=True, slots=True)
class Area:
    """A section that questions can come from, and how many there are."""

    code: str
    title: str
    field: str
    field_title: str
    questions: int


def places(person: Person) -> Sequence[Organisation]:
    """The organisations for which the person may make papers."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.id.in_(organisations_where(person, Permission.RUN_EXAM)))
        .order_by(Organisation.id)
    ).all()


def _pool(organisation_id: int, on: date) -> Select[QuestionVersion]:
    """Nothing that an amendment makes doubtful on the day, or whose rule has ended by then."""
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    counted = select(func.count()).where(Statement.version_id == QuestionVersion.id).correlate(QuestionVersion)
    return (
        select(QuestionVersion)
        .join(QuestionVersion.question)
        .join(QuestionVersion.topic)
        .where(
            or_(Question.organisation_id == organisation_id, Question.organisation_id.in_(home)),
            in_use(on),
            QuestionVersion.choose.in_(OFFICIAL_CHOICES),
            counted.scalar_subquery() == OFFICIAL_STATEMENTS,
        )
        .options(contains_eager(QuestionVersion.question), contains_eager(QuestionVersion.topic))
    )


def pool(organisation_id: int, on: date, without: Collection[int]) -> dict[str, QuestionVersion]:
    """What may be drawn, by the name that lots are drawn with, but for the questions of these ids."""
    found = db.session.scalars(_pool(organisation_id, on).order_by(Topic.position, Question.external_id))
    return {
        f"{version.question.organisation_id}/{version.question.external_id}": version
        for version in found
        if version.question_id not in without
    }


def choosable(versions: Mapping[str, QuestionVersion]) -> list[Choosable]:
    """The same as values for the drawing of lots."""
    return [
        Choosable(
            id=name,
            section=version.topic.section_code,
            topic=version.topic.code,
            topic_title=version.topic.title,
            choose=version.choose,
            difficulty=version.difficulty,
            position=version.topic.position,
        )
        for name, version in versions.items()
    ]


def areas(versions: Mapping[str, QuestionVersion]) -> list[Area]:
    """The sections of the questions, in the order of the syllabus."""
    first: dict[str, Topic] = {}
    numbers: dict[str, int] = {}
    for version in versions.values():
        topic = version.topic
        numbers[topic.section_code] = numbers.get(topic.section_code, 0) + 1
        before = first.setdefault(topic.section_code, topic)
        if topic.position < before.position:
            first[topic.section_code] = topic
    ordered = sorted(first.values(), key=lambda topic: topic.position)
    return [
        Area(one.section_code, one.section_title, one.field_code, one.field_title, numbers[one.section_code])
        for one in ordered
    ]


def topics(versions: Mapping[str, QuestionVersion]) -> list[tuple[Topic, int]]:
    """The topics of the questions with how many there are, in the order of the syllabus."""
    numbers: dict[str, int] = {}
    known: dict[str, Topic] = {}
    for version in versions.values():
        known.setdefault(version.topic.code, version.topic)
        numbers[version.topic.code] = numbers.get(version.topic.code, 0) + 1
    return [(topic, numbers[topic.code]) for topic in sorted(known.values(), key=lambda topic: topic.position)]


def in_papers(organisation_id: int) -> set[int]:
    """Ids of the questions that stand in the newest edition of a paper that these people may find."""
    newest = select(func.max(PaperEdition.id)).group_by(PaperEdition.paper_id)
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    return set(
        db.session.scalars(
            select(QuestionVersion.question_id)
            .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
            .join(PaperEdition, PaperEdition.id == PaperQuestion.edition_id)
            .join(Paper, Paper.id == PaperEdition.paper_id)
            .where(
                PaperEdition.id.in_(newest),
                or_(Paper.organisation_id == organisation_id, Paper.organisation_id.in_(home)),
            )
        )
    )


def whole(version_ids: Collection[int]) -> dict[int, QuestionVersion]:
    """These versions with their statements, for a new paper."""
    found = db.session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(version_ids))
        .options(joinedload(QuestionVersion.question), selectinload(QuestionVersion.statements))
    )
    return {version.id: version for version in found}


def said(versions: Mapping[str, QuestionVersion]) -> list[Said]:
    """The statements of these versions, in the order in which they are given."""
    rows = db.session.execute(
        select(Statement.version_id, Statement.position, Statement.text)
        .where(Statement.version_id.in_([version.id for version in versions.values()]))
        .order_by(Statement.position)
    ).all()
    texts: dict[int, list[tuple[int, str]]] = {}
    for version_id, number, text in rows:
        texts.setdefault(version_id, []).append((number, text))
    return [
        Said(name, number, text) for name, version in versions.items() for number, text in texts.get(version.id, ())
    ]
