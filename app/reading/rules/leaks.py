"""What readings must not tell while a question is open.

Three rules. Ruby is made of the text alone: neither the key nor an explanation ever goes in. A question that asks how
something is read shows no ruby at all. Where two statements differ by a word only, that word shows none in either, so
that a word which is made up and one which is real look the same; for the same reason our list does not decide which
words of an open question are hard (`Word.is_hard(by_list=False)`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

ASKS_FOR_A_READING = re.compile(
    "読み方|読みがな|読み仮名|よみがな|よみかた|[振ふ]り[仮が]名|ふりがな|フリガナ|ルビ|(何|なん|どう)と読|と読む|読みとして|の読みは"
)
ALIKE = 0.5
Bare = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Guard:
    """Where the texts of an open question stay without ruby."""

    everywhere: bool = False
    spans: Mapping[str, tuple[Bare, ...]] = field(default_factory=dict)

    def is_bare(self, text: str, start: int, end: int) -> bool:
        return self.everywhere or any(start < last and first < end for first, last in self.spans.get(text, ()))


def guard(stem: str, statements: Sequence[str]) -> Guard:
    """What must stay bare in this question until it is answered."""
    if ASKS_FOR_A_READING.search(stem):
        return Guard(everywhere=True)
    found: dict[str, set[Bare]] = {}
    for one, other in combinations(dict.fromkeys(statements), 2):
        same_before, same_after = _same(one, other)
        if same_before + same_after < ALIKE * max(len(one), len(other)):
            continue
        for text in (one, other):
            found.setdefault(text, set()).add((same_before, len(text) - same_after))
    return Guard(spans={text: tuple(sorted(spans)) for text, spans in found.items()})


def _same(one: str, other: str) -> tuple[int, int]:
    """How many letters both have in common at the beginning, and at the end of the rest."""
    shorter = min(len(one), len(other))
    before = next((n for n in range(shorter) if one[n] != other[n]), shorter)
    rest = shorter - before
    after = next((n for n in range(rest) if one[-1 - n] != other[-1 - n]), rest)
    return before, after
