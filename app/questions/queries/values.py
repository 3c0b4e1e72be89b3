"""Stored versions as the values that the rules of the bank work on."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from mimetypes import guess_extension
from pathlib import Path

from sqlalchemy import select

from app.clock import jst
from app.db import db
from app.files import StoredFile
from app.questions.models import Citation, QuestionVersion, Source, Statement, Topic
from app.questions.queries.bank import sources, topics
from app.questions.rules import laws, stock
from app.questions.rules.citing import Books
from app.questions.rules.wording import OFFICIAL_CHOICES, OFFICIAL_STATEMENTS

LAWS = Path(__file__).parents[3] / "question_bank" / "laws.json"
EXTENSIONS = {"image/jpeg": ".jpg", "image/svg+xml": ".svg"}


@cache
def law_articles() -> dict[str, stock.Law]:
    """The articles of the statutes that came with the program, by e-Gov id."""
    return laws.read(LAWS.read_text(encoding="utf-8")) if LAWS.exists() else {}


def books(organisation_id: int) -> Books:
    """What statements of the organisation may rest on."""
    return Books({source.key: source_value(source) for source in sources(organisation_id)}, law_articles())


def source_value(source: Source) -> stock.Source:
    """The source as it stands in a file."""
    edition = date.fromisoformat(source.edition) if source.edition else None
    return stock.Source(source.key, source.kind, source.title, source.law_id, edition, source.url)


def topic_value(topic: Topic, prefix: str = "") -> stock.Topic:
    """The topic as it stands in a file; the prefix of its ids is not stored, and is handed in where it matters."""
    return stock.Topic(
        code=topic.code,
        prefix=prefix,
        title=topic.title,
        aliases=tuple(topic.aliases),
        group=topic.group_title,
        section=topic.section_code,
        section_title=topic.section_title,
        field=topic.field_code,
        field_title=topic.field_title,
        position=topic.position,
        always=topic.always,
    )


def topic_values(organisation_id: int) -> list[stock.Topic]:
    """The organisation's syllabus as values, in its order."""
    return [topic_value(topic) for topic in topics(organisation_id)]


def question_value(version: QuestionVersion, image: StoredFile | None = None) -> stock.Question:
    """The version as it stands in a file."""
    official = len(version.statements) == OFFICIAL_STATEMENTS and version.choose in OFFICIAL_CHOICES
    return stock.Question(
        id=version.question.external_id,
        topic=version.topic.code,
        stem=version.stem,
        choose=version.choose,
        as_of=version.as_of,
        difficulty=version.difficulty,
        statements=tuple(map(_statement, version.statements)),
        case=version.case_stem.external_id if version.case_stem else None,
        image=stock.Image(image_name(image), version.image_alt or "") if image else None,
        expires=version.expires,
        tags=tuple(version.tags),
        rights=version.rights,
        official=official,
    )


def image_name(image: StoredFile) -> str:
    """The name that an image has in a bank of files: short, and the same for the same bytes."""
    extension = EXTENSIONS.get(image.type) or guess_extension(image.type) or ".png"
    return f"images/{image.sha256[:16]}{extension}"


def image_of(version: QuestionVersion) -> StoredFile | None:
    """The stored image of the version."""
    return version.image


def image_by_sha(sha256: str) -> StoredFile | None:
    """An image that belongs to some version or draft; its name is unguessable and so is the right to see it."""
    return db.session.scalars(
        select(StoredFile).where(StoredFile.sha256 == sha256, StoredFile.type.startswith("image/")).limit(1)
    ).first()


def _statement(statement: Statement) -> stock.Statement:
    return stock.Statement(
        statement.text,
        statement.correct,
        statement.why,
        statement.plain,
        tuple(map(_citation, statement.citations)),
    )


def _citation(citation: Citation) -> stock.Citation:
    return stock.Citation(citation.source.key, citation.article, citation.paragraph, citation.item, citation.suppl)


def clock_words(instant: datetime) -> str:
    """11月22日 10:31, in Japan."""
    local = jst(instant)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
