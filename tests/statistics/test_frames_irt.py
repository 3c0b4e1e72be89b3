from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from app.statistics.frames.irt import information, item_parameters
from tests.statistics.cohorts import points, rasch

SLOPES = np.array([0.8, 1.0, 1.3, 1.6, 0.9, 1.2, 1.5, 1.1, 1.4, 0.7])
HARD = np.linspace(-1.5, 1.5, 10)


def simulated(people: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    chance = 1 / (1 + np.exp(-SLOPES * (random.normal(size=(people, 1)) - HARD)))
    return pd.DataFrame((random.random(chance.shape) < chance).astype(float), columns=range(1, 11))


def likelihood(marks: pd.DataFrame, slopes: np.ndarray, hard: np.ndarray) -> float:
    """The marginal likelihood by our own numpy: Gauss–Hermite over a standard normal ability."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(41)
    p = 1 / (1 + np.exp(-slopes * (nodes[:, None] - hard)))
    x = marks.to_numpy()
    of_each = np.exp(x @ np.log(p).T + (1 - x) @ np.log(1 - p).T) @ (weights / weights.sum())
    return float(np.log(of_each).sum())


def test_known_parameters_come_back() -> None:
    found = item_parameters(simulated(3000))

    assert np.abs(found["difficulty_2pl"] - HARD).max() < 0.25
    assert np.abs(found["slope_2pl"] - SLOPES).max() < 0.3
    assert np.corrcoef(found["difficulty_1pl"], HARD)[0, 1] > 0.97


def test_what_is_found_is_the_top_of_the_likelihood_as_we_reckon_it_ourselves() -> None:
    marks = simulated(1500)
    found = item_parameters(marks)
    slopes, hard = found["slope_2pl"].to_numpy(), found["difficulty_2pl"].to_numpy()
    top = likelihood(marks, slopes, hard)

    for step in (-0.15, 0.15):
        for place in range(10):
            aside = np.eye(10)[place] * step
            assert likelihood(marks, slopes + aside, hard) < top
            assert likelihood(marks, slopes, hard + aside) < top


@pytest.mark.parametrize("people", [0, 1, 99])
def test_too_few_people_have_no_parameters(people: int) -> None:
    assert item_parameters(rasch(people, 6)).isna().all().all()


def test_a_question_that_all_got_right_has_none_and_the_others_do() -> None:
    marks = rasch(150, 6)
    marks[2] = 1.0

    found = item_parameters(marks)

    assert found.loc[2].isna().all()
    assert found["difficulty_1pl"].drop(2).notna().all()
    assert found["difficulty_2pl"].isna().all(), "2PL asks for 500"


def test_no_variance_at_all_is_no_fault() -> None:
    assert item_parameters(points(*["111"] * 120)).isna().all().all()


def test_information_is_highest_where_the_questions_are() -> None:
    parameters = pd.DataFrame({"slope_2pl": [1.0, 1.0], "difficulty_2pl": [0.0, 0.0]})

    told = information(parameters, np.array([-2.0, 0.0, 2.0]))

    assert told.loc[0.0] == pytest.approx(0.5)
    assert told.idxmax() == 0.0
