"""Tables: the bank itself, where every change of a question is a new version."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Id, Model
from app.files import StoredFile
from app.questions.rules.words import QuestionStatus, SourceKind


class Topic(Model):
    """出題項目: a leaf of the syllabus, inside a group, a section and a field."""

    __tablename__ = "topic"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    aliases: Mapped[list[str]]
    field_code: Mapped[str]
    field_title: Mapped[str]
    section_code: Mapped[str]
    section_title: Mapped[str]
    group_title: Mapped[str]
    position: Mapped[int]
    always: Mapped[bool] = mapped_column(default=False)


class Source(Model):
    """根拠: a law, a guideline, a body of knowledge that statements rest on."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[SourceKind]
    title: Mapped[str]
    law_id: Mapped[str | None] = mapped_column(String(40), index=True)
    edition: Mapped[str | None]
    url: Mapped[str | None]


class CaseStem(Model):
    """事例: a text shared by several questions; a change is a new row with the next number."""

    __tablename__ = "case_stem"
    __table_args__ = (UniqueConstraint("organisation_id", "external_id", "number"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    external_id: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    text: Mapped[str]
    created_at: Mapped[datetime]


class Question(Model):
    """問題: what stays the same while its versions come and go.

    `status` is the state of the work on it. Candidates are asked its newest published version while
    that is being revised too, until it is retired or `doubtful_from` has come: the day of an amendment,
    of somebody's doubt, or of its coming back from retirement to be written anew.
    """

    __tablename__ = "question"
    __table_args__ = (UniqueConstraint("organisation_id", "external_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    external_id: Mapped[str] = mapped_column(String(80))
    status: Mapped[QuestionStatus]
    doubtful_from: Mapped[date | None]
    created_at: Mapped[datetime]

    versions: Mapped[list[QuestionVersion]] = relationship(back_populates="question", order_by="QuestionVersion.number")


class QuestionVersion(Model):
    """One wording of a question, never changed once it exists; attempts keep the one they were sat with."""

    __tablename__ = "question_version"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        CheckConstraint("choose >= 1", name="choose_at_least_one"),
        Index("ix_question_version_topic", "topic_id"),
    )

    id: Mapped[Id]
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    number: Mapped[int]
    topic_id: Mapped[int] = mapped_column(ForeignKey("topic.id"))
    case_stem_id: Mapped[int | None] = mapped_column(ForeignKey("case_stem.id"))
    stem: Mapped[str]
    choose: Mapped[int]
    accepted_keys: Mapped[list[list[int]]]
    image_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    image_alt: Mapped[str | None]
    as_of: Mapped[date]
    expires: Mapped[date | None]
    difficulty: Mapped[int]
    tags: Mapped[list[str]]
    rights: Mapped[str]
    content_hash: Mapped[str] = mapped_column(String(64))
    written_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]

    question: Mapped[Question] = relationship(back_populates="versions")
    topic: Mapped[Topic] = relationship()
    case_stem: Mapped[CaseStem | None] = relationship()
    image: Mapped[StoredFile | None] = relationship()
    statements: Mapped[list[Statement]] = relationship(back_populates="version", order_by="Statement.position")


class Statement(Model):
    """肢: the atom. A line of the question, a ○× card, a review card, a row of the statistics.

    `identity` names the statement through all versions of its question: a reworded statement keeps
    it, a replaced one gets the next free number.
    """

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        UniqueConstraint("version_id", "identity"),
    )

    id: Mapped[Id]
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    position: Mapped[int]
    identity: Mapped[int]
    text: Mapped[str]
    correct: Mapped[bool]
    why: Mapped[str]
    plain: Mapped[str | None]

    version: Mapped[QuestionVersion] = relationship(back_populates="statements")
    citations: Mapped[list[Citation]] = relationship(order_by="Citation.position")


class Citation(Model):
    """Where a statement is supported: a source and, in a law, the place in it."""

    __tablename__ = "citation"
    __table_args__ = (UniqueConstraint("statement_id", "position"),)

    id: Mapped[Id]
    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"))
    position: Mapped[int]
    source_id: Mapped[int] = mapped_column(ForeignKey("source.id"), index=True)
    article: Mapped[str | None]
    paragraph: Mapped[int | None]
    item: Mapped[str | None]
    suppl: Mapped[str | None]

    source: Mapped[Source] = relationship()
