from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from app.statistics.rules.curves import Item, ability_of, expected, from_facility, steepness, told

ITEMS = [Item(0.8, -1.0), Item(1.2, 0.0), Item(1.5, 0.7)]


def curve(ability: float) -> float:
    """The expected score by scipy."""
    return float(sum(expit(item.slope * (ability - item.difficulty)) for item in ITEMS))


@pytest.mark.parametrize("ability", [-2.0, 0.0, 1.3])
def test_the_expected_score_is_what_scipy_says(ability: float) -> None:
    assert expected(ITEMS, ability) == pytest.approx(curve(ability), abs=1e-12)
    slope = (curve(ability + 1e-6) - curve(ability - 1e-6)) / 2e-6
    assert steepness(ITEMS, ability) == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("score", [0.5, 1.5, 2.5])
def test_the_ability_of_a_score_is_the_root_that_scipy_finds(score: float) -> None:
    assert ability_of(ITEMS, score) == pytest.approx(brentq(lambda at: curve(at) - score, -6, 6), abs=1e-9)


@pytest.mark.parametrize(("items", "score"), [([], 1.0), (ITEMS, 0.0), (ITEMS, 3.0), (ITEMS, 9.0)])
def test_a_score_that_is_never_to_be_expected_has_no_ability(items: list[Item], score: float) -> None:
    assert ability_of(items, score) is None


def test_information_is_the_inverse_of_the_squared_error() -> None:
    [one] = told(ITEMS, [0.4])

    assert one.information == pytest.approx(
        sum(i.slope**2 * expit(i.slope * (0.4 - i.difficulty)) * expit(-i.slope * (0.4 - i.difficulty)) for i in ITEMS)
    )
    assert one.error == pytest.approx(one.information**-0.5)
    assert told([]) == []


def test_the_uncertainty_of_a_chance_is_what_drawing_parameters_gives() -> None:
    random = np.random.default_rng(3)
    covariance = [[0.01, 0.003], [0.003, 0.02]]
    slope, hard = random.multivariate_normal([1.1, 0.2], covariance, 200_000).T

    said = Item(1.1, 0.2, 0.01, 0.02, 0.003).chance_variance(0.9)

    assert said == pytest.approx(expit(slope * (0.9 - hard)).var(), rel=0.05)


def test_a_question_on_another_scale_is_as_likely_for_the_same_person() -> None:
    item = Item(1.3, 0.4)

    assert item.moved(0.8, 0.5).chance(0.8 * 1.1 + 0.5) == pytest.approx(item.chance(1.1))


@pytest.mark.parametrize(("percent", "people"), [(0.0, 5), (100.0, 5), (50.0, 0), (63.0, 40)])
def test_a_share_alone_gives_a_difficulty_that_is_a_number(percent: float, people: int) -> None:
    item = from_facility(percent, people)

    assert np.isfinite(item.difficulty)
    assert item.difficulty_variance > 0
