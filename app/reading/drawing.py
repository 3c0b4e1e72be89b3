"""A text as HTML: ruby over its words, links on its terms, possible line breaks between its phrases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from app.reading.rules.alignment import Part
from app.reading.rules.breaks import phrases

BREAK = Markup("<wbr>")
RUBY = Markup("<ruby>{}<rp>（</rp><rt>{}</rt><rp>）</rp></ruby>")
LINK = Markup('<a class="term" href="{}" data-term data-name="{}">')
END_OF_LINK = Markup("</a>")


class Link(NamedTuple):
    """Letters of a text that lead somewhere."""

    start: int
    end: int
    address: str
    name: str


class _Piece(NamedTuple):
    start: int
    end: int
    html: Markup


def broken(text: str) -> Markup:
    """The text with a possible line break after each phrase."""
    return BREAK.join(phrases(text))


def draw(
    text: str, parts: Sequence[Part], links: Sequence[Link] = (), *, is_bare: Callable[[int, int], bool]
) -> Markup:
    """The text with ruby where a part has a reading and may show it; without markup it is the text again.

    A ruby that a link would cut in two is left out: the card behind the link says the reading.
    """
    breaks = set(_places(len(phrase) for phrase in phrases(text)))
    edges = {edge for link in links for edge in (link.start, link.end)}
    opens = {link.start: LINK.format(link.address, link.name) for link in links}
    closes = {link.end for link in links}
    drawn: list[Markup] = []
    for piece in _pieces(parts, breaks | edges, edges, is_bare):
        if piece.start in breaks and piece.start:
            drawn.append(BREAK)
        drawn += [opens[piece.start]] if piece.start in opens else []
        drawn.append(piece.html)
        drawn += [END_OF_LINK] if piece.end in closes else []
    return Markup().join(drawn)


def _pieces(
    parts: Iterable[Part], cuts: set[int], edges: set[int], is_bare: Callable[[int, int], bool]
) -> Iterator[_Piece]:
    start = 0
    for part in parts:
        end = start + len(part.text)
        inside = range(start + 1, end)
        if part.reading and not is_bare(start, end) and not edges.intersection(inside):
            yield _Piece(start, end, RUBY.format(part.text, part.reading))
        else:
            for left, right in pairwise([start, *sorted(cuts.intersection(inside)), end]):
                yield _Piece(left, right, escape(part.text[left - start : right - start]))
        start = end


def _places(lengths: Iterable[int]) -> Iterator[int]:
    at = 0
    for length in lengths:
        at += length
        yield at
