"""A text with all its ruby, each with the least help for which it is shown: what is kept, and drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum

from app.accounts.rules import Furigana
from app.reading.rules.words import Word


class Level(IntEnum):
    """How hard a word is: any, one of our list, or one with a kanji that the primary school does not teach."""

    NOTHING = 0
    EASY = 1
    LISTED = 2
    HARD = 3


# Plain lists, as JSON gives them back: a page has ten thousand, and objects would cost more than drawing them.
Ruby = list[list[str | int | None]]
Shown = list[tuple[str, str | None]]


def ruby(words: Iterable[Word]) -> Ruby:
    """[written, read, level] for each part of the text; what carries no reading is taken together."""
    made: Ruby = []
    for word in words:
        level = _level(word)
        for text, reading in word.parts:
            if reading is None and made and made[-1][1] is None:
                made[-1][0] = f"{made[-1][0]}{text}"
            else:
                made.append([text, reading, int(level if reading else Level.NOTHING)])
    return made


def least(furigana: Furigana, *, is_open: bool) -> Level:
    """From which level on ruby is shown; in an open question our list does not decide what is hard."""
    if furigana is Furigana.ALL:
        return Level.EASY
    return Level.HARD if is_open else Level.LISTED


def shown(text: Sequence[Sequence[str | int | None]], level: Level) -> Shown:
    """The parts of the text with the readings that are shown from this level on."""
    return [(part, reading if of >= level else None) for part, reading, of in text]  # type: ignore[misc, operator]


def _level(word: Word) -> Level:
    if word.is_hard(by_list=False):
        return Level.HARD
    return Level.LISTED if word.listed else Level.EASY
