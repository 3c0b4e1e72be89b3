"""Tables: papers and their editions, attempts, answers, scores, rulings."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organisation, Person
from app.db import Id, Model
from app.exams import rules
from app.exams.rules import (
    AttemptState,
    Audience,
    RulingKind,
    Treatment,
    Window,
)
from app.questions.models import Question, QuestionVersion
from app.questions.rules.words import PaperKind, Results

NEVER_SCORED = -1


class Paper(Model):
    """試験: what a candidate finds on offer; what is asked stands in its newest edition."""

    __tablename__ = "paper"

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[PaperKind]
    title: Mapped[str]
    audience: Mapped[Audience]
    results: Mapped[Results]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    entry_until: Mapped[datetime | None]
    attempts_allowed: Mapped[int | None]
    created_at: Mapped[datetime]

    organisation: Mapped[Organisation] = relationship()
    editions: Mapped[list[PaperEdition]] = relationship(back_populates="paper", order_by="PaperEdition.number")

    @property
    def window(self) -> Window:
        return Window(self.opens_at, self.closes_at, self.entry_until, self.attempts_allowed)

    def shows_result(self, now: datetime) -> bool:
        return rules.shows_result(self.results, self.closes_at, now)


class PaperEdition(Model):
    """One pinned state of a paper: its questions in their versions, its time, its pass marks.

    `revision` counts the rulings that have changed how its questions are judged.
    """

    __tablename__ = "paper_edition"
    __table_args__ = (UniqueConstraint("paper_id", "number"),)

    id: Mapped[Id]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    number: Mapped[int]
    as_of: Mapped[date]
    minutes: Mapped[int]
    question_count: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    content_hash: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]

    paper: Mapped[Paper] = relationship(back_populates="editions")
    fields: Mapped[list[PaperField]] = relationship(order_by="PaperField.position")


class PaperField(Model):
    """分野: judged by its own pass mark."""

    __tablename__ = "paper_field"
    __table_args__ = (UniqueConstraint("edition_id", "code"), UniqueConstraint("edition_id", "position"))

    id: Mapped[Id]
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    position: Mapped[int]
    pass_mark: Mapped[int | None]

    sections: Mapped[list[PaperSection]] = relationship(order_by="PaperSection.position")


class PaperSection(Model):
    """科目区分: counted within its field."""

    __tablename__ = "paper_section"
    __table_args__ = (UniqueConstraint("field_id", "code"), UniqueConstraint("field_id", "position"))

    id: Mapped[Id]
    field_id: Mapped[int] = mapped_column(ForeignKey("paper_field.id"))
    code: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    position: Mapped[int]


class PaperQuestion(Model):
    """Number n of an edition: which version of which question, and how it counts."""

    __tablename__ = "paper_question"
    __table_args__ = (UniqueConstraint("edition_id", "version_id"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("paper_section.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"), index=True)
    choose: Mapped[int] = mapped_column(SmallInteger)
    statement_count: Mapped[int] = mapped_column(SmallInteger)
    treatment: Mapped[Treatment] = mapped_column(default=Treatment.COUNTED)

    section: Mapped[PaperSection] = relationship()
    version: Mapped[QuestionVersion] = relationship()
    keys: Mapped[list[AcceptedKey]] = relationship(cascade="all, delete-orphan")


class AcceptedKey(Model):
    """One set of choices, as a mask, that earns the point for a question of an edition."""

    __tablename__ = "accepted_key"
    __table_args__ = (
        ForeignKeyConstraint(["edition_id", "number"], ["paper_question.edition_id", "paper_question.number"]),
    )

    edition_id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    mask: Mapped[int] = mapped_column(SmallInteger, primary_key=True)


class Attempt(Model):
    """受験: one sitting of an edition by one person. `ends_at` is fixed at the start.

    `scored_revision` is the edition's revision by which the stored scores were reckoned.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed_has_time"),
        CheckConstraint("(scored_revision < 0) = (passed IS NULL)", name="scored_has_judgement"),
        Index(
            "uq_attempt_one_open",
            "person_id",
            "paper_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_attempt_person", "person_id", "started_at"),
        Index(
            "ix_attempt_to_score",
            "edition_id",
            "scored_revision",
            sqlite_where=text("state <> 'open'"),
            postgresql_where=text("state <> 'open'"),
        ),
        Index(
            "ix_attempt_to_close",
            "ends_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Id]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("paper_edition.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[AttemptState] = mapped_column(default=AttemptState.OPEN)
    factor: Mapped[Decimal] = mapped_column(Numeric(4, 2))
    aids: Mapped[list[str]]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    scored_revision: Mapped[int] = mapped_column(default=NEVER_SCORED)
    passed: Mapped[bool | None]

    paper: Mapped[Paper] = relationship()
    edition: Mapped[PaperEdition] = relationship()
    person: Mapped[Person] = relationship()
    scores: Mapped[list[SectionScoreRow]] = relationship()

    def shown_state(self, now: datetime) -> AttemptState:
        return rules.shown_state(self.state, self.ends_at, now)

    def accepts_answers(self, now: datetime) -> bool:
        return rules.accepts_answers(self.state, self.ends_at, now)

    def remaining_seconds(self, now: datetime) -> int:
        return rules.remaining_seconds(self.ends_at, now)


class Answer(Model):
    """解答: what is marked for one question of an attempt; a row comes with the first save.

    `choices` and `struck` are masks; `seq` counts the saves of this answer and is their trace. There is
    no foreign key to the attempt: each insert would lock and rewrite the attempt's row. The save takes
    the id from the attempt itself, and an attempt goes only with its answers (actions/left.py).
    """

    __tablename__ = "answer"

    attempt_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    choices: Mapped[int] = mapped_column(SmallInteger)
    struck: Mapped[int] = mapped_column(SmallInteger)
    flagged: Mapped[bool]
    seq: Mapped[int]
    seconds: Mapped[int]
    saved_at: Mapped[datetime]


class LateAnswer(Model):
    """The newest answer to a question that came after the end: counts only by a recorded decision."""

    __tablename__ = "late_answer"
    __table_args__ = (
        UniqueConstraint("attempt_id", "number"),
        CheckConstraint("(accepted IS NULL) = (decided_at IS NULL)", name="decided_has_time"),
    )

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"))
    number: Mapped[int] = mapped_column(SmallInteger)
    choices: Mapped[int] = mapped_column(SmallInteger)
    seq: Mapped[int]
    received_at: Mapped[datetime]
    accepted: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class SectionScoreRow(Model):
    """The stored score of an attempt in one section."""

    __tablename__ = "section_score"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    section_id: Mapped[int] = mapped_column(ForeignKey("paper_section.id"), primary_key=True)
    correct: Mapped[int] = mapped_column(SmallInteger)
    total: Mapped[int] = mapped_column(SmallInteger)

    section: Mapped[PaperSection] = relationship()


class Ruling(Model):
    """採点の訂正: voids or rekeys a question in every edition of a paper; the row is its record."""

    __tablename__ = "ruling"

    id: Mapped[Id]
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("question_version.id"))
    kind: Mapped[RulingKind]
    accepted_keys: Mapped[list[list[int]]]
    pass_marks: Mapped[dict[str, Any]]
    reason: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]

    question: Mapped[Question] = relationship()


class TimeChange(Model):
    """Extra time granted during a sitting; `ends_at` of the attempt has moved by it."""

    __tablename__ = "time_change"

    id: Mapped[Id]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    seconds: Mapped[int]
    reason: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
