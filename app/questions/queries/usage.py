"""Where questions are used: the rooms above enter what they know, for the bank cannot ask them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Use:
    """A question in a paper: under which number, in which version, how often it was sat and when last."""

    title: str
    slug: str
    number: int
    version: int
    sittings: int
    last_at: datetime | None


Finder = Callable[[int], list[Use]]
_finders: list[Finder] = []


def register(finder: Finder) -> Finder:
    """Enter a function that says where a question, named by its id, is used."""
    _finders.append(finder)
    return finder


def uses_of(question_id: int) -> list[Use]:
    """Every use of the question that any room knows of."""
    return [use for finder in _finders for use in finder(question_id)]
