"""Find somebody's bookmarks and notes, and the question that they stand beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.errors import NotFound
from app.practice.models import Note, ReviewCard
from app.practice.queries import pool
from app.practice.rules.notes import WHOLE_QUESTION
from app.questions.models import Question, QuestionVersion, Statement
from app.questions.queries import versions_with_sources

A_PAGE = 20
NO_QUESTION = "受験中の試験の問題か、取り下げられた問題です。試験が終わると、またここで開けます。"
NOT_NOW = "この問題は、いま開けません"
NO_NOTE = "このしおりは見つかりません。しおりとメモの一覧からお選びください。"


def own_note_on(person_id: int, question_id: int, identity: int) -> Note | None:
    """What the person has kept on the statement, on the question itself where identity is 0."""
    return db.session.scalar(
        select(Note).where(Note.person_id == person_id, Note.question_id == question_id, Note.identity == identity)
    )


def own_note(note_id: int, person_id: int) -> Note:
    """The person's note; somebody else's is not found."""
    found = db.session.scalar(select(Note).where(Note.id == note_id, Note.person_id == person_id))
    if found is None:
        raise NotFound(NO_NOTE)
    return found


def on_question(person_id: int, question_id: int) -> Mapping[int, Note]:
    """The person's notes on a question by the identity of the statement."""
    found = db.session.scalars(select(Note).where(Note.person_id == person_id, Note.question_id == question_id))
    return {note.identity: note for note in found}


def check_target(person: Person, question_id: int, identity: int, now: datetime) -> None:
    """Raise NotFound for what the person may not see, or for a statement that the question does not have."""
    version_id = _open_version(person, question_id, now)
    of_it = exists().where(Statement.version_id == version_id, Statement.identity == identity)
    if identity != WHOLE_QUESTION and not db.session.scalar(select(of_it)):
        raise NotFound(NO_QUESTION, heading=NOT_NOW)


def _open_version(person: Person, question_id: int, now: datetime) -> int:
    """The newest version of a question that may be looked at outside a drill; else NotFound."""
    found = db.session.scalar(
        select(QuestionVersion.id)
        .join(QuestionVersion.question)
        .where(Question.id == question_id, pool.practisable(person, (), now))
    )
    if found is None:
        raise NotFound(NO_QUESTION, heading=NOT_NOW)
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """A question as it may be leafed to: why and right or wrong only of what the person has answered."""

    version: QuestionVersion
    answered: frozenset[int]
    notes: Mapping[int, Note]


def page_of(person: Person, question_id: int, now: datetime) -> Page:
    """The question with the person's notes; NotFound while it must not be seen."""
    version_id = _open_version(person, question_id, now)
    version = versions_with_sources({version_id})[version_id]
    return Page(version, _answered(person.id, version), on_question(person.id, question_id))


def _answered(person_id: int, version: QuestionVersion) -> frozenset[int]:
    """The statements that the person has answered: one by one in practice, all in an examination that is over."""
    return frozenset(
        db.session.scalars(
            select(Statement.identity)
            .join(Statement.version)
            .outerjoin(ReviewCard, pool.own_card(person_id))
            .where(QuestionVersion.id == version.id, pool.answered(person_id))
        )
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """A note as a line of the list; without the words of the question where those may no longer be shown."""

    note: Note
    version: QuestionVersion | None
    statement: Statement | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class KeptPage:
    """One page of bookmarks and notes, and how many stay away while their paper is being sat."""

    lines: Sequence[Kept]
    total: int
    waiting: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def kept(person: Person, *, now: datetime, page: int) -> KeptPage:
    """The person's bookmarks and notes, the latest first; none of a paper that is being sat."""
    held_back = Note.question_id.in_(pool.held_back(person, (), now))
    own = Note.person_id == person.id
    total, waiting = db.session.execute(
        select(func.count(), func.count(case((held_back, Note.id)))).select_from(Note).where(own)
    ).one()
    rows = db.session.execute(
        select(
            Note,
            QuestionVersion,
            Statement,
            pool.visible_to(person.id, jst(now).date()),
            pool.practisable(person, (), now),
        )
        .join(Question, Question.id == Note.question_id)
        .join(QuestionVersion, (QuestionVersion.question_id == Question.id) & QuestionVersion.id.in_(pool.newest()))
        .outerjoin(Statement, (Statement.version_id == QuestionVersion.id) & (Statement.identity == Note.identity))
        .where(own, ~held_back)
        .order_by(Note.changed_at.desc(), Note.id)
        .limit(A_PAGE)
        .offset((page - 1) * A_PAGE)
        .options(joinedload(QuestionVersion.topic))
    )
    lines = [
        Kept(note, version if seen else None, statement if seen else None, is_open)
        for note, version, statement, seen, is_open in rows
    ]
    return KeptPage(lines, total - waiting, waiting, page)
