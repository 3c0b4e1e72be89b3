"""Item response theory as a page needs it: chance, expected score and information at an ability, without numpy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

LOWEST, HIGHEST = -6.0, 6.0
SHOWN = tuple(half / 2 for half in range(-6, 7))
HALVINGS, CLOSE = 60, 1e-12
# A logit of the share is flatter than that of the ability, by the spread of abilities (PROX; Wright & Stone 1979).
SPREAD = sqrt(1 + 1 / 2.89)


@dataclass(frozen=True, slots=True)
class Item:
    """A question on the scale of ability, with the variances of its two parameters and their covariance."""

    slope: float
    difficulty: float
    slope_variance: float = 0.0
    difficulty_variance: float = 0.0
    covariance: float = 0.0

    def chance(self, ability: float) -> float:
        """The chance to get it right."""
        return 1 / (1 + exp(-max(-35.0, min(35.0, self.slope * (ability - self.difficulty)))))

    def information(self, ability: float) -> float:
        """How much it tells at this ability: slope² · p · (1 − p)."""
        p = self.chance(ability)
        return self.slope**2 * p * (1 - p)

    def chance_variance(self, ability: float) -> float:
        """How uncertain its chance is because its parameters are estimated (delta method)."""
        p = self.chance(ability)
        by_slope = (ability - self.difficulty) * p * (1 - p)
        by_difficulty = -self.slope * p * (1 - p)
        return (
            by_slope**2 * self.slope_variance
            + by_difficulty**2 * self.difficulty_variance
            + 2 * by_slope * by_difficulty * self.covariance
        )

    def moved(self, stretch: float, shift: float) -> Item:
        """The same question on another scale, on which an ability θ reads `stretch` · θ + `shift`."""
        return Item(
            self.slope / stretch,
            stretch * self.difficulty + shift,
            self.slope_variance / stretch**2,
            self.difficulty_variance * stretch**2,
            self.covariance,
        )


def expected(items: Sequence[Item], ability: float) -> float:
    """The score to be expected at this ability: the test characteristic curve."""
    return sum(item.chance(ability) for item in items)


def steepness(items: Sequence[Item], ability: float) -> float:
    """By how much the expected score rises with the ability."""
    chances = [(item.slope, item.chance(ability)) for item in items]
    return sum(slope * p * (1 - p) for slope, p in chances)


def ability_of(items: Sequence[Item], score: float) -> float | None:
    """The ability at which this score is to be expected; None where the questions never give it.

    By Newton's steps, which are few; where one leads out of the bounds, they are halved instead.
    """
    low, high = LOWEST, HIGHEST
    if not items or not expected(items, low) < score < expected(items, high):
        return None
    ability = 0.0
    for _ in range(HALVINGS):
        over, rise = expected(items, ability) - score, steepness(items, ability)
        low, high = (low, ability) if over > 0 else (ability, high)
        step = ability - over / rise if rise > 0 else low
        nearer = step if low < step < high else (low + high) / 2
        if abs(nearer - ability) < CLOSE:
            return nearer
        ability = nearer
    return ability


@dataclass(frozen=True, slots=True)
class Told:
    """What a set of questions tells at an ability: the score to be expected, the information, the error of θ."""

    ability: float
    score: float
    information: float

    @property
    def label(self) -> str:
        return f"{self.ability:+g}" if self.ability else "0"

    @property
    def error(self) -> float:
        return 1 / sqrt(self.information)


def told(items: Sequence[Item], abilities: Sequence[float] = SHOWN) -> list[Told]:
    """The test information function at some abilities; nothing for no questions."""
    if not items:
        return []
    return [Told(at, expected(items, at), sum(item.information(at) for item in items)) for at in abilities]


def from_facility(percent: float, people: int) -> Item:
    """A stand-in where too few have sat for a model: the logit of a smoothed share, with a usual slope."""
    share = (percent / 100 * people + 1) / (people + 2)
    return Item(1.0, -log(share / (1 - share)) * SPREAD, 0.0, SPREAD**2 / ((people + 2) * share * (1 - share)))
