"""What a class asks of those who apply, which answers meet its 受講要件, and how a wish for more time stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

MOST_QUESTIONS, MOST_CHOICES, LONGEST_CHOICE = 20, 10, 60


class ExtensionState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    DECLINED = "declined"


EXTENSION_LABELS = {
    ExtensionState.ASKED: "願い出中",
    ExtensionState.GRANTED: "認められました",
    ExtensionState.DECLINED: "認められませんでした",
}


def meets(choice: str | None, wanted: Sequence[str]) -> bool:
    """Does the answer meet the requirement? Without a requirement any does, and none too."""
    return not wanted or choice in wanted


def in_a_circle(pairs: Iterable[tuple[int, int]]) -> bool:
    """Would something have to be done before itself? Each pair is a module and what comes before it."""
    before: dict[int, set[int]] = {}
    for module, first in pairs:
        before.setdefault(module, set()).add(first)
    free = {first for firsts in before.values() for first in firsts} - before.keys()
    while ready := [module for module, firsts in before.items() if firsts <= free]:
        free.update(ready)
        for module in ready:
            del before[module]
    return bool(before)


def held_back(done: Mapping[int, bool], before: Mapping[int, Sequence[int]]) -> dict[int, list[int]]:
    """For each module what must be done before it and is not; what is asked of nobody holds nothing back.

    A module that is held back holds back in its turn what comes after it.
    """
    known: dict[int, list[int]] = {}

    def open_before(module: int) -> list[int]:
        if module not in known:
            known[module] = [each for each in before.get(module, ()) if each in done and not finished(each)]
        return known[module]

    def finished(module: int) -> bool:
        return done[module] and not open_before(module)

    return {module: those for module in done if (those := open_before(module))}
