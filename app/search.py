"""Search in Japanese: a text and a word in the form in which they are compared, and whether one holds the other.

Words of two characters are the usual ones here, so no index of words or of three characters would do; what is
searched is kept in narrow tables of its own, short enough to be read through.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Boolean, ColumnElement, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

MOST_WORDS = 5
LONGEST = 60


def twin(text: str) -> str:
    """The text as it is searched: usual width, small letters, no spaces and no line ends that part a word."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def words_of(asked: str) -> list[str]:
    """The words that somebody typed, each once: at most five, of what fits."""
    spaced = "".join(sign if sign.isprintable() else " " for sign in asked[:LONGEST])
    return list(dict.fromkeys(twin(word) for word in spaced.split()))[:MOST_WORDS]


def pieces(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """The text in pieces, True with those in which a word stands, so that they can be marked."""
    places = [(place, sign) for place, letter in enumerate(text) for sign in twin(letter)]
    line = "".join(sign for _, sign in places)
    held = {places[at][0] for word in words for start in _starts(line, word) for at in range(start, start + len(word))}
    runs = groupby(enumerate(text), key=lambda pair: pair[0] in held)
    return [("".join(letter for _, letter in run), marked) for marked, run in runs]


def _starts(line: str, word: str) -> Iterator[int]:
    start = line.find(word) if word else -1
    while start >= 0:
        yield start
        start = line.find(word, start + 1)


class _Holds(FunctionElement[bool]):
    """Does the text hold the word, sign for sign? LIKE would be asked to do more, and takes twice as long."""

    type = Boolean()
    inherit_cache = True


@compiles(_Holds, "sqlite")
def _in_sqlite(element: Any, compiler: Any, **about: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **about)}) > 0)"


@compiles(_Holds)
def _in_postgresql(element: Any, compiler: Any, **about: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **about)}) > 0)"


def holds(text: Any, word: str) -> ColumnElement[bool]:
    """For a column of twins: whether it holds the word."""
    return _Holds(text, literal(word))
