"""Could somebody who knows nothing tell right from wrong by length or by place? Measures over a set of questions.

One standard for all of them: what is unevenly spread must not be more uneven than chance would make
it nineteen times out of twenty, which is two standard deviations. A candidate who counts then learns
nothing. It tightens by itself as a bank grows (a quarter of what is right in one place for 60
questions, a tenth for 300). Lengths may differ by one letter in any case, since nobody sees that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance

from app.questions.rules.stock import Question

CHANCE = 2.0
UNSEEN_LETTERS = 1.0


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure, what it would be if nothing were given away, and how far from that it may be."""

    value: float
    expected: float
    allowed: float

    @property
    def is_even(self) -> bool:
        return abs(self.value - self.expected) <= self.allowed


@dataclass(frozen=True, slots=True)
class Balance:
    """How evenly a set of questions is built.

    `lengths` compares the mean length of right statements with that of wrong ones; `longest` and
    `shortest` say in how many questions that statement is right; `positions` say how many statements
    are right in each place.
    """

    lengths: Measure
    longest: Measure
    shortest: Measure
    positions: tuple[Measure, ...]

    @property
    def is_even(self) -> bool:
        return all(measure.is_even for measure in (self.lengths, self.longest, self.shortest, *self.positions))


def balance(questions: Sequence[Question]) -> Balance:
    """Measure the questions; of none at all everything is even."""
    return Balance(
        lengths=_lengths(questions),
        longest=_extreme(questions, max),
        shortest=_extreme(questions, min),
        positions=_positions(questions),
    )


def _lengths(questions: Sequence[Question]) -> Measure:
    lengths: dict[bool, list[int]] = {True: [], False: []}
    for question in questions:
        for statement in question.statements:
            lengths[statement.correct].append(len(statement.text))
    right, wrong = lengths[True], lengths[False]
    if not right or not wrong:
        return Measure(0.0, 0.0, UNSEEN_LETTERS)
    spread = sqrt(pvariance(right) / len(right) + pvariance(wrong) / len(wrong))
    return Measure(fmean(right), fmean(wrong), max(UNSEEN_LETTERS, CHANCE * spread))


def _extreme(questions: Sequence[Question], which: Callable[[Iterable[int]], int]) -> Measure:
    """In how many questions the longest (or shortest) statement is right; of several each counts its part."""
    right = 0.0
    for question in questions:
        length = which(len(statement.text) for statement in question.statements)
        found = [statement.correct for statement in question.statements if len(statement.text) == length]
        right += sum(found) / len(found)
    return _against_chance(right, [_share(question) for question in questions])


def _positions(questions: Sequence[Question]) -> tuple[Measure, ...]:
    most = max((len(question.statements) for question in questions), default=0)
    return tuple(_position(questions, n) for n in range(1, most + 1))


def _position(questions: Sequence[Question], n: int) -> Measure:
    there = [question for question in questions if n <= len(question.statements)]
    return _against_chance(sum(n in question.key for question in there), [_share(question) for question in there])


def _share(question: Question) -> float:
    """The chance that one of its statements, taken blindly, is right."""
    return len(question.key) / len(question.statements)


def _against_chance(value: float, shares: Sequence[float]) -> Measure:
    spread = sqrt(sum(share * (1 - share) for share in shares))
    return Measure(value, sum(shares), CHANCE * spread)
