"""Sources, and what rests on them.

Everybody may know how many questions rest on a source, topic by topic; what the questions say is
for those who may write them, since a statement that a candidate has not met yet is not theirs to read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Select, func, select

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_of, organisations_where
from app.accounts.rules import HOME_ORGANISATION, Permission
from app.db import db
from app.errors import NotFound
from app.questions.models import Citation, Question, QuestionVersion, Source, Statement, Topic
from app.questions.queries.bank import newest_published
from app.questions.rules.citations import in_order, place
from app.questions.rules.words import SourceKind

NO_SUCH_SOURCE = "この根拠は見つかりません。根拠の一覧から選んでください。"


@dataclass(frozen=True, slots=True)
class CitedSource:
    """根拠, and the number of questions that rest on it."""

    key: str
    kind: SourceKind
    title: str
    edition_on: date | None
    url: str | None
    questions: int


@dataclass(frozen=True, slots=True)
class TopicShare:
    """So many questions of the topic rest on the source."""

    title: str
    section_title: str
    questions: int


@dataclass(frozen=True, slots=True)
class SourcePage:
    """What everybody may know of a source; `places` are the articles cited, in their order."""

    source: CitedSource
    places: tuple[str, ...]
    topics: tuple[TopicShare, ...]


def cited_sources(person: Person | None) -> list[CitedSource]:
    """What published questions rest on that the person, or a visitor, may look into.

    The kinds come in the order of their weight; within one, what most questions rest on comes first.
    The same source of two organisations is one.
    """
    found = db.session.execute(
        select(Source, func.count(QuestionVersion.id.distinct()))
        .join(Citation, Citation.source_id == Source.id)
        .join(Statement, Statement.id == Citation.statement_id)
        .join(QuestionVersion, QuestionVersion.id == Statement.version_id)
        .where(Source.organisation_id.in_(_visible_to(person)), QuestionVersion.id.in_(newest_published()))
        .group_by(Source.id)
        .order_by(Source.id)
    )
    merged: dict[str, CitedSource] = {}
    for source, number in found:
        others = merged[source.key].questions if source.key in merged else 0
        merged[source.key] = _cited(source, number + others)
    weight = list(SourceKind)
    return sorted(merged.values(), key=lambda one: (weight.index(one.kind), -one.questions, one.key))


def source_page(key: str, person: Person | None) -> SourcePage:
    """One source as everybody may know it; NotFound where there is none that this person may look into."""
    if "\0" in key:  # no source is named so, and PostgreSQL would rather fail than look for it
        raise NotFound(NO_SUCH_SOURCE)
    found = db.session.scalars(
        select(Source).where(Source.key == key, Source.organisation_id.in_(_visible_to(person))).order_by(Source.id)
    ).all()
    if not found:
        raise NotFound(NO_SUCH_SOURCE)
    topics = _topics([source.id for source in found])
    places = _places([source.id for source in found])
    return SourcePage(_cited(found[0], sum(topic.questions for topic in topics)), places, topics)


def _cited(source: Source, questions: int) -> CitedSource:
    edition_on = date.fromisoformat(source.edition) if source.edition else None
    return CitedSource(source.key, source.kind, source.title, edition_on, source.url, questions)


def _visible_to(person: Person | None) -> Select[int]:
    """The site's own organisation, and those to which the person belongs or for which they write questions."""
    home = Organisation.slug == HOME_ORGANISATION
    if person is None:
        return select(Organisation.id).where(home)
    writes = organisations_where(person, Permission.WRITE_QUESTION)
    return select(Organisation.id).where(
        home | Organisation.id.in_(organisations_of(person)) | Organisation.id.in_(writes)
    )


def _topics(source_ids: list[int]) -> tuple[TopicShare, ...]:
    """How many questions of each topic, in the order of the syllabus; a topic of two organisations is one."""
    number = func.count(QuestionVersion.id.distinct())
    found = db.session.execute(
        select(Topic.title, Topic.section_title, number)
        .join(QuestionVersion, QuestionVersion.topic_id == Topic.id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .join(Citation, Citation.statement_id == Statement.id)
        .where(Citation.source_id.in_(source_ids), QuestionVersion.id.in_(newest_published()))
        .group_by(Topic.code, Topic.title, Topic.section_title)
        .order_by(func.min(Topic.position), Topic.title)
    )
    return tuple(TopicShare(title, section_title, number) for title, section_title, number in found)


def _places(source_ids: list[int]) -> tuple[str, ...]:
    """The articles that published questions cite: 第9条, 第10条の2, 附則第2条."""
    found = db.session.execute(
        select(Citation.article, Citation.suppl)
        .join(Statement, Statement.id == Citation.statement_id)
        .where(Citation.source_id.in_(source_ids), Statement.version_id.in_(newest_published()))
        .distinct()
    )
    return in_order((article, suppl) for article, suppl in found)


# ── For those who write questions ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RestingStatement:
    """肢 that rests on the source, with the places that it cites there."""

    position: int
    text: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestingQuestion:
    external_id: str
    topic_title: str
    stem: str
    statements: tuple[RestingStatement, ...]


def own_bank_on(key: str, writer: Person) -> list[RestingQuestion]:
    """The published questions with a statement that rests on the source, where the person may write questions.

    No more than the statements that rest on it, and never which of them are right.
    """
    found = db.session.execute(
        select(Question.external_id, Topic.title, QuestionVersion.stem, Statement.position, Statement.text, Citation)
        .join(QuestionVersion, QuestionVersion.question_id == Question.id)
        .join(Topic, Topic.id == QuestionVersion.topic_id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .join(Citation, Citation.statement_id == Statement.id)
        .join(Source, Source.id == Citation.source_id)
        .where(
            Source.key == key,
            Question.organisation_id.in_(organisations_where(writer, Permission.WRITE_QUESTION)),
            QuestionVersion.id.in_(newest_published()),
        )
        .order_by(Topic.position, Question.external_id, Question.id, Statement.position, Citation.position)
    )
    return [
        RestingQuestion(id, topic, stem, tuple(_resting(inside)))
        for (id, topic, stem), inside in groupby(found, lambda row: (row[0], row[1], row[2]))
    ]


def _resting(rows: Iterable[tuple[str, str, str, int, str, Citation]]) -> Iterable[RestingStatement]:
    for (position, text), inside in groupby(rows, lambda row: (row[3], row[4])):
        yield RestingStatement(position, text, tuple(filter(None, (_place(row[5]) for row in inside))))


def _place(citation: Citation) -> str:
    return place(article=citation.article, paragraph=citation.paragraph, item=citation.item, suppl=citation.suppl)
