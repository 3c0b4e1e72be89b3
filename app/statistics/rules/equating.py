"""Two papers on one scale by their common questions, and the pass mark of one that means the same on the other.

IRT true-score equating (Kolen & Brennan 2014, chapter 6): the scales are linked by the mean slope and the mean
difficulty of the common questions (mean/mean), the old pass mark gives an ability, and that ability the score to be
expected on the new paper. Its uncertainty adds up the estimation of the parameters (delta method), the choice of
the common questions (jackknife), and questions that nobody has sat yet, which may be as hard as any of the bank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, pvariance

from app.statistics.rules.curves import Item, ability_of, expected, steepness

CERTAIN = 1.96
LEAST_COMMON = 5


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of a field of a paper by their versions; None where nobody has sat one yet."""

    items: Mapping[int, Item | None]
    people: int

    @property
    def known(self) -> dict[int, Item]:
        return {version: item for version, item in self.items.items() if item is not None}


@dataclass(frozen=True, slots=True)
class Link:
    """How an ability on the new paper's scale reads on the old one's: stretch · θ + shift."""

    stretch: float
    shift: float
    common: int


@dataclass(frozen=True, slots=True)
class Expected:
    """The score on the new paper that means what `mark` means on the old one, with a 95 % interval."""

    mark: int
    score: float
    error: float

    @property
    def low(self) -> float:
        return self.score - CERTAIN * self.error

    @property
    def high(self) -> float:
        return self.score + CERTAIN * self.error

    @property
    def rounded(self) -> int:
        return round(self.score)


def link(old: Mapping[int, Item], new: Mapping[int, Item]) -> Link:
    """By the common questions; with fewer than LEAST_COMMON both scales are taken for one: people alike."""
    common = sorted(old.keys() & new.keys())
    return Link(1.0, 0.0, len(common)) if len(common) < LEAST_COMMON else _by(common, old, new)


def _by(common: Sequence[int], old: Mapping[int, Item], new: Mapping[int, Item]) -> Link:
    stretch = fmean(new[v].slope for v in common) / fmean(old[v].slope for v in common)
    shift = fmean(old[v].difficulty for v in common) - stretch * fmean(new[v].difficulty for v in common)
    return Link(stretch, shift, len(common))


def expected_mark(old: Form, new: Form, mark: int) -> Expected | None:
    """None where the old pass mark lies beyond what its questions can tell, or nothing is known of the new ones."""
    score = _same(old, new, mark, link(old.known, new.known))
    ability = ability_of(list(old.known.values()), mark)
    if score is None or ability is None or not new.known:
        return None
    return Expected(mark, score, sqrt(_variance(old, new, mark, ability)))


def table(old: Form, new: Form) -> list[tuple[int, float | None]]:
    """Each score of the old paper with the score on the new one that means the same."""
    found = link(old.known, new.known)
    return [(score, _same(old, new, score, found)) for score in range(len(old.known) + 1)]


def _same(old: Form, new: Form, score: float, by: Link) -> float | None:
    ability = ability_of(list(old.known.values()), score)
    if ability is None or not new.known:
        return None
    moved = [item.moved(by.stretch, by.shift) for item in new.known.values()]
    return expected(moved, ability) * len(new.items) / len(moved)


def _variance(old: Form, new: Form, mark: float, ability: float) -> float:
    by = link(old.known, new.known)
    moved = {version: item.moved(by.stretch, by.shift) for version, item in new.known.items()}
    ratio = steepness(list(moved.values()), ability) / steepness(list(old.known.values()), ability)
    common = old.known.keys() & new.known.keys() if by.common >= LEAST_COMMON else frozenset()
    estimated = sum(item.chance_variance(ability) for version, item in moved.items() if version not in common)
    estimated += ratio**2 * sum(
        item.chance_variance(ability) for version, item in old.known.items() if version not in common
    )
    if common:
        return estimated + _jackknife(old, new, mark, sorted(common)) + _unknown(new, moved, ability)
    return estimated + _people(old, new, moved, ability) + _unknown(new, moved, ability)


def _jackknife(old: Form, new: Form, mark: float, common: Sequence[int]) -> float:
    """How much the score depends on which questions are common: each is left out of the link once."""
    scores = []
    for left_out in common:
        others = [version for version in common if version != left_out]
        scores.append(_same(old, new, mark, _by(others, old.known, new.known)))
    found = [score for score in scores if score is not None]
    return (len(found) - 1) * pvariance(found) if len(found) > 1 else 0.0


def _people(old: Form, new: Form, moved: Mapping[int, Item], ability: float) -> float:
    """Without a link: two groups of this size, drawn from the same people, differ by chance."""
    apart = 1 / max(1, old.people) + 1 / max(1, new.people)
    return steepness(list(moved.values()), ability) ** 2 * apart


def _unknown(new: Form, moved: Mapping[int, Item], ability: float) -> float:
    """Of a question that nobody has sat we know what those are like that are known."""
    unknown = len(new.items) - len(moved)
    chances = [item.chance(ability) for item in moved.values()]
    if not unknown or not chances:
        return 0.0
    return pvariance(chances) * unknown * (1 + unknown / len(chances))
