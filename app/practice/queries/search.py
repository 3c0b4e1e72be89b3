"""Find questions by their words, by explanations that the person has earned, and by their own notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, CompoundSelect, Select, exists, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Person
from app.db import db
from app.practice.models import Note, ReviewCard, SearchedQuestion, SearchedWhy
from app.practice.queries import pool
from app.questions.models import Question, QuestionVersion, Statement
from app.search import holds, twin

A_PAGE = 20
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A question with those of its statements, explanations and notes that hold a word."""

    version: QuestionVersion
    statements: Sequence[Statement]
    explained: Sequence[Statement]
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class FoundPage:
    """One page of what was found; `is_all` is False where more was found than is counted."""

    lines: Sequence[Found]
    total: int
    is_all: bool
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // A_PAGE))


def found(person: Person, words: Sequence[str], *, spared: Sequence[str], now: datetime, page: int) -> FoundPage:
    """The questions that hold every word somewhere, in the order of the bank."""
    rarest_first = sorted(words, key=len, reverse=True)  # what lacks the first is not looked through for the next
    ids = list(
        db.session.scalars(
            select(SearchedQuestion.version_id)
            .where(*(_somewhere(person.id, word) for word in rarest_first), _practisable(person, spared, now))
            .order_by(SearchedQuestion.question_id)
            .limit(MOST + 1)
        )
    )
    here = ids[(page - 1) * A_PAGE : page * A_PAGE] if page <= MOST // A_PAGE else []
    return FoundPage(_lines(person.id, here, words), min(len(ids), MOST), len(ids) <= MOST, page)


def _practisable(person: Person, spared: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """Asked of each text that holds the words, and of no other: a join would be made with the whole bank first."""
    return exists().where(
        QuestionVersion.id == SearchedQuestion.version_id,
        Question.id == SearchedQuestion.question_id,
        pool.practisable(person, spared, now),
    )


def _somewhere(person_id: int, word: str) -> ColumnElement[bool]:
    noted = select(Note.question_id).where(Note.person_id == person_id, holds(Note.search_text, word))
    return (
        holds(SearchedQuestion.text, word)
        | SearchedQuestion.question_id.in_(_explained(person_id, word))
        | SearchedQuestion.question_id.in_(noted)
    )


def _explained(person_id: int, word: str) -> Select[int]:
    """Questions in which an explanation that the person has earned holds the word."""
    return (
        select(QuestionVersion.question_id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .join(SearchedWhy, SearchedWhy.statement_id == Statement.id)
        .outerjoin(ReviewCard, pool.own_card(person_id))
        .where(
            pool.is_newest(),
            QuestionVersion.question_id.in_(_answered_questions(person_id)),
            pool.answered(person_id),
            holds(SearchedWhy.text, word),
        )
    )


def _answered_questions(person_id: int) -> CompoundSelect[int]:
    """Few beside the whole bank: only their explanations are read."""
    carded = select(ReviewCard.question_id).where(ReviewCard.person_id == person_id)
    return carded.union(pool.sat_questions(person_id))


def _lines(person_id: int, version_ids: Sequence[int], words: Sequence[str]) -> list[Found]:
    versions = db.session.scalars(
        select(QuestionVersion)
        .where(QuestionVersion.id.in_(version_ids))
        .order_by(QuestionVersion.question_id)
        .options(joinedload(QuestionVersion.topic), selectinload(QuestionVersion.statements))
    ).all()
    answered, notes = _answered(person_id, version_ids), _notes(person_id, [one.question_id for one in versions])
    return [
        Found(
            version,
            [one for one in version.statements if _holds(one.text, words)],
            [one for one in version.statements if one.id in answered and _holds(one.why, words)],
            [note for note in notes.get(version.question_id, ()) if _holds(note.text, words)],
        )
        for version in versions
    ]


def _holds(text: str, words: Sequence[str]) -> bool:
    line = twin(text)
    return any(word in line for word in words)


def _answered(person_id: int, version_ids: Sequence[int]) -> set[int]:
    return set(
        db.session.scalars(
            select(Statement.id)
            .join(Statement.version)
            .outerjoin(ReviewCard, pool.own_card(person_id))
            .where(QuestionVersion.id.in_(version_ids), pool.answered(person_id))
        )
    )


def _notes(person_id: int, question_ids: Sequence[int]) -> Mapping[int, Sequence[Note]]:
    by_question: defaultdict[int, list[Note]] = defaultdict(list)
    wanted = select(Note).where(Note.person_id == person_id, Note.question_id.in_(question_ids)).order_by(Note.identity)
    for note in db.session.scalars(wanted):
        by_question[note.question_id].append(note)
    return by_question
