"""Find what there is to choose from: fields with their topics and how far they are learned, and sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, case, func, select

from app.accounts.models import Person
from app.db import db
from app.practice.models import ReviewCard
from app.practice.queries import pool
from app.practice.rules.mastery import SETTLED_DAYS, Tally, mastery
from app.practice.rules.words import Confidence, Mastery
from app.questions.models import Citation, Question, QuestionVersion, Source, Statement, Topic


@dataclass(frozen=True, slots=True)
class TopicState:
    """出題項目 with the person's own state."""

    id: int
    title: str
    group: str
    section_code: str
    section_title: str
    questions: int
    tally: Tally

    @property
    def mastery(self) -> Mastery:
        return mastery(self.tally)


@dataclass(slots=True)
class FieldState:
    """A field with its topics in the order of the syllabus."""

    code: str
    title: str
    topics: list[TopicState] = field(default_factory=list)

    @property
    def tally(self) -> Tally:
        return sum((topic.tally for topic in self.topics), Tally())

    @property
    def groups(self) -> list[tuple[str, list[TopicState]]]:
        """The topics under their headings of the syllabus."""
        return [(title, list(topics)) for title, topics in groupby(self.topics, key=lambda topic: topic.group)]

    def section(self, code: str) -> Tally:
        """What is known of one section."""
        return sum((topic.tally for topic in self.topics if topic.section_code == code), Tally())


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, Statement.id)))


def fields(person: Person, spared: Sequence[str], now: datetime) -> list[FieldState]:
    """Every topic that has something to practise, with what the person knows of it, in one query."""
    known = ReviewCard.last_right & (ReviewCard.last_confidence != Confidence.GUESS)
    rows = db.session.execute(
        select(
            Topic,
            func.count(QuestionVersion.id.distinct()),
            func.count(),
            func.count(ReviewCard.id),
            _how_many(known & (ReviewCard.stability >= SETTLED_DAYS)),
            _how_many(known),
            _how_many(pool.lucky()),
        )
        .select_from(Statement)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .outerjoin(ReviewCard, pool.own_card(person.id))
        .where(pool.practisable(person, spared, now))
        .group_by(Topic.id)
        .order_by(Topic.organisation_id, Topic.position)
    )
    found: dict[str, FieldState] = {}
    for topic, questions, *numbers in rows:
        place = found.setdefault(topic.field_code, FieldState(topic.field_code, topic.field_title))
        place.topics.append(
            TopicState(
                id=topic.id,
                title=topic.title,
                group=topic.group_title,
                section_code=topic.section_code,
                section_title=topic.section_title,
                questions=questions,
                tally=Tally(*numbers),
            )
        )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class SourceState:
    """根拠 with how many statements rest on it."""

    id: int
    title: str
    kind: str
    statements: int
    seen: int


def sources(person: Person, spared: Sequence[str], now: datetime) -> list[SourceState]:
    """The sources on which something to practise rests, the most cited first."""
    rows = db.session.execute(
        select(
            Source.id,
            Source.title,
            Source.kind,
            func.count(Statement.id.distinct()),
            func.count(ReviewCard.id.distinct()),
        )
        .select_from(Statement)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .join(Question, Question.id == QuestionVersion.question_id)
        .join(Citation, Citation.statement_id == Statement.id)
        .join(Source, Source.id == Citation.source_id)
        .outerjoin(ReviewCard, pool.own_card(person.id))
        .where(pool.practisable(person, spared, now))
        .group_by(Source.id, Source.title, Source.kind)
        .order_by(func.count(Statement.id.distinct()).desc(), Source.id)
    )
    return [SourceState(id, title, kind.value, statements, seen) for id, title, kind, statements, seen in rows]
