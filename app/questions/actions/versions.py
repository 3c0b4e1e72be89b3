"""Write a version of a question: the one way in which a wording gets into the bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.db import db
from app.questions.models import Citation, Question, QuestionVersion, Statement
from app.questions.rules import stock
from app.questions.rules.content import carried_identities


@dataclass(frozen=True, slots=True)
class Shelf:
    """Ids of the rows that versions point at; a case by its wording too."""

    topics: Mapping[str, int]
    sources: Mapping[str, int]
    cases: Mapping[tuple[str, str], int]
    case_texts: Mapping[str, str]


def highest_identities(question_ids: Sequence[int]) -> dict[int, int]:
    """The highest number that any version of each question has given to a statement."""
    wanted = (
        select(QuestionVersion.question_id, func.max(Statement.identity))
        .join(Statement.version)
        .where(QuestionVersion.question_id.in_(question_ids))
        .group_by(QuestionVersion.question_id)
    )
    return dict(db.session.execute(wanted).all())


@dataclass(frozen=True, slots=True)
class Written:
    """Where a wording comes from: its name, its image once stored, who wrote it and when."""

    digest: str
    image_id: int | None
    by_id: int | None
    now: datetime
    published: bool = True


def add_version(
    shelf: Shelf,
    question: stock.Question,
    written: Written,
    row: Question,
    before: QuestionVersion | None,
    highest: int,
) -> QuestionVersion:
    """The next version of the question; statements keep their identity from the version before."""
    version = QuestionVersion(
        question=row,
        number=before.number + 1 if before else 1,
        topic_id=shelf.topics[question.topic],
        case_stem_id=shelf.cases[question.case, shelf.case_texts[question.case]] if question.case else None,
        stem=question.stem,
        choose=question.choose,
        accepted_keys=[list(question.key)],
        image_id=written.image_id,
        image_alt=question.image.alt if question.image else None,
        as_of=question.as_of,
        expires=question.expires,
        difficulty=question.difficulty,
        tags=list(question.tags),
        rights=question.rights,
        content_hash=written.digest,
        written_by_id=written.by_id,
        created_at=written.now,
        published_at=written.now if written.published else None,
    )
    old = [(statement.identity, statement.text) for statement in before.statements] if before else []
    identities = carried_identities(old, [statement.text for statement in question.statements], highest=highest)
    pairs = enumerate(zip(question.statements, identities, strict=True), 1)
    version.statements = [_statement(shelf, n, statement, identity) for n, (statement, identity) in pairs]
    db.session.add(version)
    return version


def _statement(shelf: Shelf, position: int, statement: stock.Statement, identity: int) -> Statement:
    citations = [
        Citation(
            position=n,
            source_id=shelf.sources[citation.source],
            article=citation.article,
            paragraph=citation.paragraph,
            item=citation.item,
            suppl=citation.suppl,
        )
        for n, citation in enumerate(statement.sources, 1)
    ]
    return Statement(
        position=position,
        identity=identity,
        text=statement.text,
        correct=statement.correct,
        why=statement.why,
        plain=statement.plain,
        citations=citations,
    )
