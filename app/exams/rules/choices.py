"""Choices as bits: what is marked, what is right."""

from __future__ import annotations

from collections.abc import Iterable

MOST_STATEMENTS = 10


def mask_of(choices: Iterable[int]) -> int:
    """Positions counted from 1 as bits: {1, 3} is 0b101."""
    mask = 0
    for position in choices:
        mask |= 1 << (position - 1)
    return mask


def choices_of(mask: int) -> tuple[int, ...]:
    """The positions in a mask, in order."""
    return tuple(position + 1 for position in range(mask.bit_length()) if mask >> position & 1)
