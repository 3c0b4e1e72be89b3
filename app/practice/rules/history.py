"""A history of answers as FSRS learns from it: grades and the days between them, statement by statement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

FEWEST_RECALLS = 400
WORTH_ANOTHER_LOOK = 1.2

Review = tuple[int, int]  # the grade, 1 to 4, and the days since the review before


@dataclass(frozen=True, slots=True)
class Graded:
    """One answer: to what (a statement as long as it says the same), on which day, and the FSRS grade of it."""

    question_id: int
    identity: int
    correct: bool
    on: date
    grade: int

    @property
    def of(self) -> tuple[int, int, bool]:
        return self.question_id, self.identity, self.correct


def recalls(graded: Iterable[Graded]) -> list[list[Review]]:
    """Every history that ends in an answer on a later day than the one before: what there is to predict.

    The answers come in the order of their time.
    """
    found: list[list[Review]] = []
    for _, answers in groupby(sorted(graded, key=lambda one: one.of), lambda one: one.of):
        reviews: list[Review] = []
        for before, after in pairwise([None, *answers]):
            if after is None:
                continue
            days = max(0, (after.on - before.on).days) if before else 0
            reviews.append((after.grade, days))
            if days:
                found.append(list(reviews))
    return found


def is_enough(recalled: int) -> bool:
    """At least 400 answers to statements seen on an earlier day: with fewer the usual parameters predict better."""
    return recalled >= FEWEST_RECALLS
