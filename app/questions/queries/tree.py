"""The syllabus as a tree, with the number of questions on each topic."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from sqlalchemy import func, select

from app.db import db
from app.questions.models import QuestionVersion, Topic
from app.questions.queries.bank import newest_published

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class AskedTopic:
    """出題項目: `topic` with its published questions."""

    topic: Topic
    questions: int


@dataclass(frozen=True, slots=True)
class SyllabusGroup:
    title: str
    topics: tuple[AskedTopic, ...]

    @property
    def questions(self) -> int:
        return sum(topic.questions for topic in self.topics)


@dataclass(frozen=True, slots=True)
class SyllabusSection:
    """科目区分."""

    code: str
    title: str
    groups: tuple[SyllabusGroup, ...]

    @property
    def questions(self) -> int:
        return sum(group.questions for group in self.groups)


@dataclass(frozen=True, slots=True)
class SyllabusField:
    """分野."""

    code: str
    title: str
    sections: tuple[SyllabusSection, ...]

    @property
    def questions(self) -> int:
        return sum(section.questions for section in self.sections)


def syllabus(organisation_id: int) -> list[SyllabusField]:
    """The organisation's syllabus in its order; a topic that nothing asks about is there with none. One query."""
    wanted = (
        select(Topic, func.count(QuestionVersion.id))
        .outerjoin(QuestionVersion, (QuestionVersion.topic_id == Topic.id) & QuestionVersion.id.in_(newest_published()))
        .where(Topic.organisation_id == organisation_id)
        .group_by(Topic.id)
        .order_by(Topic.position)
    )
    asked = [AskedTopic(topic, number) for topic, number in db.session.execute(wanted)]
    return [_field(inside) for inside in _parts(asked, lambda one: one.topic.field_code)]


def _field(asked: Sequence[AskedTopic]) -> SyllabusField:
    sections = tuple(_section(inside) for inside in _parts(asked, lambda one: one.topic.section_code))
    return SyllabusField(asked[0].topic.field_code, asked[0].topic.field_title, sections)


def _section(asked: Sequence[AskedTopic]) -> SyllabusSection:
    parts = _parts(asked, lambda one: one.topic.group_title)
    groups = tuple(SyllabusGroup(inside[0].topic.group_title, tuple(inside)) for inside in parts)
    return SyllabusSection(asked[0].topic.section_code, asked[0].topic.section_title, groups)


def _parts(asked: Iterable[T], name: Callable[[T], str]) -> list[list[T]]:
    """Neighbours of the same name, in their order."""
    return [list(inside) for _, inside in groupby(asked, name)]
