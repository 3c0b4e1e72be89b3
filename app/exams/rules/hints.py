"""Statements of one paper of which one helps with the other: the same measure as for the papers in files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.questions.rules.sameness import STATEMENTS_OF_A_PAPER_ALIKE, alike


@dataclass(frozen=True, slots=True)
class Said:
    """A statement as it would stand in the paper."""

    question: str
    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Hint:
    """Whoever knows the earlier statement is helped with the later one."""

    earlier: Said
    later: Said
    percent: int


def hints(statements: Sequence[Said]) -> list[Hint]:
    """The pairs in which half of all that the two say is the same; statements of one question may share their words."""
    found = alike([one.text for one in statements], STATEMENTS_OF_A_PAPER_ALIKE)
    return [
        Hint(statements[earlier], statements[later], round(score * 100))
        for earlier, later, score in found
        if statements[earlier].question != statements[later].question
    ]
