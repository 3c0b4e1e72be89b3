"""Pieces of pages that are the same for everybody: printed once a process, then only put in place."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter

from flask import current_app
from markupsafe import Markup

from app.exams.queries.attempts import NOTHING
from app.exams.queries.content import EDITIONS_KEPT, PrintedQuestion, printed
from app.exams.rules import choices_of
from app.once import once
from app.reading.actions.reader import Reader

REVIEWS_KEPT = 4_000
STATEMENTS_KEPT = EDITIONS_KEPT * 60
HERE = Markup("\0")  # no template prints it


@once(most=EDITIONS_KEPT)
def blank_questions(edition_id: int, revision: int) -> Markup:
    """All questions of an edition, unmarked; the script takes them from here."""
    return read_questions(edition_id, revision, None)


def read_questions(edition_id: int, revision: int, reader: Reader | None) -> Markup:
    """The same as this person reads them: with furigana, by an accommodation."""
    questions = printed(edition_id, revision).questions
    return _piece("exams/_blank_questions.html", questions=questions, nothing=NOTHING, reader=reader)


@once(most=EDITIONS_KEPT)
def blank_sheet(edition_id: int, revision: int) -> Markup:
    """The answer sheet of an edition, unmarked; the script fills it in."""
    return _piece("exams/_blank_sheet.html", questions=printed(edition_id, revision).questions)


def reviewed(
    edition_id: int, revision: int, masks: Sequence[int], reader: Reader, ends: Container[int]
) -> Iterator[tuple[int, Markup]]:
    """All questions as they are read afterwards, `masks[n - 1]` being what was marked of question n.

    They come as long pieces, each up to and with a number in `ends` or the last, and with that number: many pages
    at once then leave no thousands of short strings behind, which a process would keep room for ever after.
    """
    draw = _kept_parts if reader.keeps else _fresh_parts
    parts: list[Markup] = []
    for number, mask in enumerate(masks, start=1):
        parts += draw(edition_id, revision, number, mask, reader)
        if number in ends or number == len(masks):
            yield number, Markup("".join(parts))  # noqa: S704 -- each part was printed by a template
            parts.clear()


def _kept_parts(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> list[Markup]:
    """A question may be marked in some thirty ways, but what is long in it in two: a statement marked or not."""
    before, after = _frame(edition_id, revision, number, mask, reader)
    chosen = choices_of(mask)
    drawn = enumerate(_statements(edition_id, revision, number, reader), start=1)
    return [before, *(both[position in chosen] for position, both in drawn), after]


def _fresh_parts(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> list[Markup]:
    """Drawn afresh: for a reader with furigana, which is one person's choice and many times as long."""
    return [_piece("exams/_reviewed.html", **_marked(edition_id, revision, number, mask, reader))]


@lru_cache(maxsize=REVIEWS_KEPT)
def _frame(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> tuple[Markup, Markup]:
    """What stands before and after the statements of a question that was marked like this."""
    values = _marked(edition_id, revision, number, mask, reader)
    before, after = _piece("exams/_reviewed.html", **values, statements=HERE).split(HERE)
    return Markup(before), Markup(after)  # noqa: S704 -- two parts of what the template has printed


@lru_cache(maxsize=STATEMENTS_KEPT)
def _statements(edition_id: int, revision: int, number: int, reader: Reader) -> tuple[tuple[Markup, Markup], ...]:
    """Each statement of a question as it is read afterwards: left alone, and marked."""
    question = printed(edition_id, revision).questions[number - 1]
    return tuple(zip(*(_drawn(question, reader, chosen=chosen) for chosen in (False, True)), strict=True))


def _drawn(question: PrintedQuestion, reader: Reader, *, chosen: bool) -> list[Markup]:
    template = current_app.jinja_env.get_template("exams/_reviewed_statement.html")
    draw = attrgetter("reviewed_statement")(template.module)
    key, linked = _shown_key(question), list[str]()
    return [draw(statement, key, chosen, reader, linked) for statement in question.statements]


def _marked(edition_id: int, revision: int, number: int, mask: int, reader: Reader) -> dict[str, object]:
    question = printed(edition_id, revision).questions[number - 1]
    return {
        "question": question,
        "chosen": choices_of(mask),
        "key": _shown_key(question),
        "keys": [choices_of(key) for key in sorted(question.keys)],
        "correct": question.is_correct(mask),
        "reader": reader,
    }


def _shown_key(question: PrintedQuestion) -> frozenset[int]:
    """Positions that stand in some accepted set."""
    return frozenset(position for mask in question.keys for position in choices_of(mask))


def _piece(template: str, **values: object) -> Markup:
    """The template with these values alone: nothing of a person or a request gets into what is kept."""
    return current_app.jinja_env.get_template(template).make_module(values).__html__()


def forget() -> None:
    """Forget all that was printed: tests put a database back, and it gives the same ids again."""
    for kept in (blank_questions, blank_sheet, _frame, _statements):
        kept.cache_clear()
