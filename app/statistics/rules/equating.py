"""Two papers on one scale by their common questions, and the pass mark of one that means the same on the other.

IRT true-score equating (Kolen & Brennan 2014, chapter 6): the scales are linked by the mean slope and the mean
difficulty of the common questions (mean/mean), the old pass mark gives an ability, and that ability the score to be
expected on the new paper. Its uncertainty is that of all parameters, as they vary together, carried through the link
(delta method), and that of questions which nobody has sat yet: they may be as hard as any of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import fmean, pvariance

from app.statistics.rules.curves import Item, ability_of, expected, steepness

CERTAIN = 1.96
LEAST_COMMON = 5
PARAMETERS = ("slope", "difficulty")
STEP = 1e-4


@dataclass(frozen=True, slots=True)
class Form:
    """The questions of a field of a paper by their versions; None where nobody has sat one yet.

    `covariance` is asked by parameter and version twice, ("slope", 7, "difficulty", 9); without it each question is
    taken to vary by itself.
    """

    items: Mapping[int, Item | None]
    people: int
    covariance: Mapping[tuple[str, int, str, int], float] | None = None

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
    found = _unknown(new, moved, ability)
    if by.common < LEAST_COMMON:
        found += _people(old, new, moved, ability)
    left = _gradient(old, lambda items: _near(items, new.known, mark, ability))
    right = _gradient(new, lambda items: _near(old.known, items, mark, ability))
    whole = (len(new.items) / len(moved)) ** 2
    return found + whole * (_spread(old, left) + _spread(new, right))


def _near(old: Mapping[int, Item], new: Mapping[int, Item], mark: float, ability: float) -> float:
    """The score on the new paper where the old one's parameters are a little different: one step from the ability."""
    by = link(old, new)
    olds = list(old.values())
    ability += (mark - expected(olds, ability)) / steepness(olds, ability)
    return expected([item.moved(by.stretch, by.shift) for item in new.values()], ability)


Gradient = dict[tuple[str, int], float]


def _gradient(form: Form, score: Callable[[Mapping[int, Item]], float]) -> Gradient:
    """By how much the score moves with each parameter of the paper."""
    known, found = form.known, {}
    for version, item in known.items():
        for name in PARAMETERS:
            up, down = (replace(item, **{name: getattr(item, name) + step}) for step in (STEP, -STEP))
            found[name, version] = (score({**known, version: up}) - score({**known, version: down})) / (2 * STEP)
    return found


def _spread(form: Form, gradient: Gradient) -> float:
    """The variance of the score that comes of one paper's parameters."""
    if form.covariance is None:
        return sum(
            gradient["slope", version] ** 2 * item.slope_variance
            + gradient["difficulty", version] ** 2 * item.difficulty_variance
            + 2 * gradient["slope", version] * gradient["difficulty", version] * item.covariance
            for version, item in form.known.items()
        )
    together = form.covariance
    return sum(
        by * with_ * together.get((*one, *other), 0.0)
        for one, by in gradient.items()
        for other, with_ in gradient.items()
    )


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
