"""A text as HTML: ruby over its words, links on its terms, possible line breaks between its phrases."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from markupsafe import Markup, escape

from app.reading.rules.breaks import phrases

BREAK = "<wbr>"
SPECIAL = re.compile("[&<>\"']")


class Link(NamedTuple):
    """Letters of a text that lead somewhere."""

    start: int
    end: int
    address: str
    name: str


def broken(text: str) -> Markup:
    """The text with a possible line break after each phrase."""
    return Markup("<wbr>").join(phrases(text))


def draw(
    text: str,
    parts: Sequence[tuple[str, str | None]],
    links: Sequence[Link] = (),
    *,
    is_bare: Callable[[int, int], bool],
) -> Markup:
    """The text with ruby where a part has a reading and may show it; without markup it is the text again.

    A ruby that a link would cut in two is left out: the card behind the link says the reading. A page with
    explanations has ten thousand parts, so they are joined as plain strings and escaped only where they must be.
    """
    breaks = set(accumulate(map(len, phrases(text))))
    edges = {edge for link in links for edge in (link.start, link.end)}
    opens, closes = {link.start: _opened(link) for link in links}, {link.end for link in links}
    drawn: list[str] = []
    for start, end, html in _pieces(parts, breaks | edges, edges, is_bare):
        if start in breaks:
            drawn.append(BREAK)
        if start in opens:
            drawn.append(opens[start])
        drawn.append(html)
        if end in closes:
            drawn.append("</a>")
    return Markup("".join(drawn))  # noqa: S704  # each part was escaped


def _pieces(
    parts: Iterable[tuple[str, str | None]], cuts: set[int], edges: set[int], is_bare: Callable[[int, int], bool]
) -> Iterator[tuple[int, int, str]]:
    start = 0
    for text, reading in parts:
        end = start + len(text)
        inside = range(start + 1, end)
        if reading and not (edges and edges.intersection(inside)) and not is_bare(start, end):
            ruby = f"<ruby>{_safe(text)}<rp>（</rp><rt>{_safe(reading)}</rt><rp>）</rp></ruby>"
            yield start, end, ruby
        elif inside and (within := cuts.intersection(inside)):
            for left, right in pairwise([start, *sorted(within), end]):
                yield left, right, _safe(text[left - start : right - start])
        else:
            yield start, end, _safe(text)
        start = end


def _opened(link: Link) -> str:
    return f'<a class="term" href="{_safe(link.address)}" data-term data-name="{_safe(link.name)}">'


def _safe(text: str) -> str:
    return str(escape(text)) if SPECIAL.search(text) else text
