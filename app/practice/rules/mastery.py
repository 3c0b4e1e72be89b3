"""How far something is learned, and what it would bring in the examination, with an interval that is honest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb, log

from app.practice.rules.words import Mastery

SETTLED_DAYS = 21
SETTLED_SHARE = 0.8
GRID = 60
PRIOR_RIGHT, PRIOR_WRONG = 3.0, 2.0
ALIKE = 2.0
FEWEST_STATEMENTS = 20
SURENESS = 0.8
SHARE_OF_THREE = 0.74
STATEMENTS = 5


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many statements: seen, settled, known the last time, right by luck the last time."""

    total: int = 0
    seen: int = 0
    settled: int = 0
    known: int = 0
    lucky: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.total + other.total,
            self.seen + other.seen,
            self.settled + other.settled,
            self.known + other.known,
            self.lucky + other.lucky,
        )

    @property
    def learning(self) -> int:
        return self.seen - self.settled

    @property
    def unseen(self) -> int:
        return self.total - self.seen


def mastery(tally: Tally) -> Mastery:
    """未着手 where nothing was answered; 定着 where four of five statements are settled; else 学習中.

    A statement is settled when it was right the last time, not by a guess, and its memory lasts 21 days
    (FSRS: after that time 90 % are still known).
    """
    if not tally.seen:
        return Mastery.UNTOUCHED
    return Mastery.SETTLED if tally.settled >= SETTLED_SHARE * tally.total else Mastery.LEARNING


@lru_cache(maxsize=1024)
def whole_question(p: float, choose: int) -> float:
    """The chance to mark exactly the right set of five when each statement is judged rightly with chance p.

    Whoever marks exactly `choose` errs equally often on both sides. With j errors on each side the chance is
    C(k,j)·C(5−k,j)·p^(5−2j)·(1−p)^(2j); the right set is the share of j = 0. At p = 1/2 that is the blind
    guess, 1/C(5,k) = 0.1.
    """
    most = min(choose, STATEMENTS - choose)
    ways = [
        comb(choose, j) * comb(STATEMENTS - choose, j) * p ** (5 - 2 * j) * (1 - p) ** (2 * j) for j in range(most + 1)
    ]
    return ways[0] / sum(ways) if sum(ways) else 0.0


def _question(p: float) -> float:
    """As `whole_question`, with two and three asked for as often as in the real papers (23rd to 28th: 265 of 360
    asked for three).
    """
    return SHARE_OF_THREE * whole_question(p, 3) + (1 - SHARE_OF_THREE) * whole_question(p, 2)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for a section of `questions` questions: statements, and whole questions of the last mock."""

    questions: int
    tally: Tally
    mock_right: int = 0
    mock_total: int = 0


@dataclass(frozen=True, slots=True)
class Expected:
    """The points that four of five such examinations would bring: from `low` to `high` of `total`."""

    low: int
    high: int
    total: int


def expected(sections: Sequence[Evidence]) -> Expected | None:
    """The expected points of a field, from its sections; None below 20 statements and without a mock exam.

    The chance p to judge a statement of the section rightly has a Beta(3, 2) prior and, as evidence, the last
    answer to each statement (a lucky guess counts half). Statements of one question are alike, so that two count
    as one (design effect 2). A mock examination counts as it is. Over a grid of p the points are binomial with
    the chance of `whole_question`, which gives a beta-binomial distribution; sections add up. The interval holds
    80 % of it: few answers make p uncertain, and the interval wide.
    """
    seen, mocked = sum(one.tally.seen for one in sections), sum(one.mock_total for one in sections)
    if seen < FEWEST_STATEMENTS and not mocked:
        return None
    points = [1.0]
    for one in sections:
        points = _convolved(points, _points(one))
    return Expected(_quantile(points, (1 - SURENESS) / 2), _quantile(points, (1 + SURENESS) / 2), len(points) - 1)


def _points(one: Evidence) -> list[float]:
    """The probability of each number of points."""
    right = (one.tally.known + one.tally.lucky / 2) / ALIKE + PRIOR_RIGHT - 1
    wrong = (one.tally.seen - one.tally.known - one.tally.lucky / 2) / ALIKE + PRIOR_WRONG - 1
    grid = [(place + 0.5) / GRID for place in range(GRID)]
    chances = [_question(p) for p in grid]
    logs = [
        right * log(p) + wrong * log(1 - p) + one.mock_right * log(q) + (one.mock_total - one.mock_right) * log(1 - q)
        for p, q in zip(grid, chances, strict=True)
    ]
    highest = max(logs)
    weights = [2.718281828 ** (each - highest) for each in logs]
    whole = sum(weights)
    points = [0.0] * (one.questions + 1)
    for weight, q in zip(weights, chances, strict=True):
        if weight > whole * 1e-9:
            for number, chance in enumerate(_binomial(one.questions, q)):
                points[number] += weight / whole * chance
    return points


def _binomial(n: int, q: float) -> list[float]:
    return [comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n + 1)]


def _convolved(first: Sequence[float], second: Sequence[float]) -> list[float]:
    found = [0.0] * (len(first) + len(second) - 1)
    for place, one in enumerate(first):
        for step, other in enumerate(second):
            found[place + step] += one * other
    return found


def _quantile(points: Sequence[float], share: float) -> int:
    gone = 0.0
    for number, chance in enumerate(points):
        gone += chance
        if gone >= share:
            return number
    return len(points) - 1
