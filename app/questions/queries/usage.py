"""Where questions are used: the rooms above enter what they know, for the bank cannot ask them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Person


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


@dataclass(frozen=True, slots=True)
class Measured:
    """How a version of a question did at an edition of a paper; what cannot be reckoned is None. In percent."""

    title: str
    slug: str
    edition: int
    number: int
    version: int
    people: int
    facility: float | None
    discrimination: float | None


Measurer = Callable[[int, Person], list[Measured]]
_measurers: list[Measurer] = []


def measured_by(measurer: Measurer) -> Measurer:
    """Enter a function that says how a question did, as far as the person may know."""
    _measurers.append(measurer)
    return measurer


def figures_of(question_id: int, person: Person) -> list[Measured]:
    """How the question did at every paper whose statistics the person may see."""
    return [one for measurer in _measurers for one in measurer(question_id, person)]
