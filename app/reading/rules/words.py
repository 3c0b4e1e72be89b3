"""A text as words with their readings: what the analyser says, and our own list on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from app.reading.rules.alignment import Part, align, lay
from app.reading.rules.context import heard
from app.reading.rules.kanji import beyond_school

# Shorter ones are taken only where the analyser, too, sees a word begin and end.
LONG_ENOUGH_TO_CUT = 3


class Span(NamedTuple):
    """Where a term stands in a text."""

    start: int
    end: int
    term: str


class Token(NamedTuple):
    """A word as the analyser sees it: how it is written, how it is read, and the words that it is made of."""

    text: str
    reading: str
    parts: tuple[Part, ...]

    @classmethod
    def of(cls, said: Sequence[Any]) -> Token:
        """From what came over the line."""
        text, reading, parts = said
        return cls(text, reading, tuple(Part(*part) for part in parts) or (Part(text, reading),))


class Word(NamedTuple):
    """A word with its ruby; `listed` when it stands in our own list."""

    parts: tuple[Part, ...]
    listed: bool = False

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)

    def is_hard(self, *, by_list: bool = True) -> bool:
        """A word is hard when our list has it, or when a kanji of it is not taught at primary school."""
        return (by_list and self.listed) or beyond_school(self.text)


@dataclass(frozen=True)
class Terms:
    """Terms that are looked for in texts, the longest first."""

    readings: Mapping[str, str]
    lengths: dict[str, tuple[int, ...]] = field(init=False)

    def __post_init__(self) -> None:
        lengths: dict[str, set[int]] = {}
        for term in self.readings:
            lengths.setdefault(term[0], set()).add(len(term))
        object.__setattr__(self, "lengths", {sign: tuple(sorted(found)[::-1]) for sign, found in lengths.items()})

    def spans(self, text: str) -> list[Span]:
        """Where terms stand, from the left, none inside another."""
        return list(self._spans(text))

    def _spans(self, text: str) -> Iterator[Span]:
        at = 0
        while at < len(text):
            for length in self.lengths.get(text[at], ()):
                term = text[at : at + length]
                if len(term) == length and term in self.readings:
                    yield Span(at, at + length, term)
                    at += length
                    break
            else:
                at += 1


def words(text: str, tokens: Iterable[Token], terms: Terms) -> tuple[Word, ...]:
    """The text in words; joined together they are the text again.

    A term of the list is read as the list says, wherever the analyser has a word begin and end with it.
    """
    tokens = list(tokens)
    if "".join(token.text for token in tokens) != text:
        return (Word((Part(text),)),)
    listed = _where_words_meet(tokens, terms.spans(text))
    return tuple(word for word in _words(text, tokens, listed, terms) if word.parts)


def _where_words_meet(tokens: Iterable[Token], spans: Iterable[Span]) -> list[Span]:
    edges, at = {0}, 0
    for token in tokens:
        for part in token.parts:
            at += len(part.text)
            edges.add(at)
    return [span for span in spans if span.start in edges and span.end in edges]


def _words(text: str, tokens: Iterable[Token], listed: Sequence[Span], terms: Terms) -> Iterator[Word]:
    at, waiting = 0, list(reversed(listed))
    inside: list[Part] = []
    for token in tokens:
        end = at + len(token.text)
        if not waiting or end <= waiting[-1].start:
            yield _plain(text, at, token)
            at = end
            continue
        for part in token.parts:
            end = at + len(part.text)
            if waiting and waiting[-1].start <= at:
                inside.append(part)
                if end == waiting[-1].end:
                    term = waiting.pop().term
                    yield Word(lay(term, terms.readings[term], inside), listed=True)
                    inside = []
            else:
                yield _plain(text, at, Token(part.text, part.reading or "", (part,)))
            at = end


def _plain(text: str, at: int, token: Token) -> Word:
    said, start = [], at
    for part in token.parts:
        end = start + len(part.text)
        said.append(Part(part.text, heard(text[:start], part.text, text[end:], part.reading)))
        start = end
    if tuple(said) == token.parts:
        return Word(lay(token.text, token.reading, token.parts))
    return Word(tuple(piece for part in said for piece in align(*part)))
