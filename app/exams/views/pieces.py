"""Pieces of pages that are the same for everybody: printed once a process, then only put in place."""

from __future__ import annotations

from functools import lru_cache

from flask import current_app
from markupsafe import Markup

from app.exams.queries.attempts import NOTHING
from app.exams.queries.content import EDITIONS_KEPT, PrintedQuestion, printed
from app.exams.rules import choices_of
from app.reading.actions.reader import Reader

REVIEWS_KEPT = 2_000


@lru_cache(maxsize=EDITIONS_KEPT)
def blank_questions(edition_id: int, revision: int) -> Markup:
    """All questions of an edition, unmarked; the script takes them from here."""
    return read_questions(edition_id, revision, None)


def read_questions(edition_id: int, revision: int, reader: Reader | None) -> Markup:
    """The same as this person reads them: with furigana, by an accommodation."""
    questions = printed(edition_id, revision).questions
    return _piece("exams/_blank_questions.html", questions=questions, nothing=NOTHING, reader=reader)


@lru_cache(maxsize=EDITIONS_KEPT)
def blank_sheet(edition_id: int, revision: int) -> Markup:
    """The answer sheet of an edition, unmarked; the script fills it in."""
    return _piece("exams/_blank_sheet.html", questions=printed(edition_id, revision).questions)


@lru_cache(maxsize=REVIEWS_KEPT)
def reviewed(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> Markup:
    """A question as it is read afterwards; there are some thirty ways to have marked it."""
    return read_reviewed(edition_id, revision, number, mask, reader)


def read_reviewed(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> Markup:
    """The same, drawn afresh: for a reader with furigana, which is one person's choice and many times as long."""
    question = printed(edition_id, revision).questions[number - 1]
    return _piece(
        "exams/_reviewed.html",
        question=question,
        chosen=choices_of(mask),
        key=_shown_key(question),
        keys=[choices_of(key) for key in sorted(question.keys)],
        correct=question.is_correct(mask),
        reader=reader,
    )


def _shown_key(question: PrintedQuestion) -> frozenset[int]:
    """Positions that stand in some accepted set."""
    return frozenset(position for mask in question.keys for position in choices_of(mask))


def _piece(template: str, **values: object) -> Markup:
    """The template with these values alone: nothing of a person or a request gets into what is kept."""
    return current_app.jinja_env.get_template(template).make_module(values).__html__()
