from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from app.statistics.frames.irt import information, item_parameters
from tests.statistics.cohorts import points, rasch

# LSAT, section 6 (Bock & Lieberman 1970): how many of 1,000 gave each pattern of five answers, from 00000 to 11111.
LSAT6 = (
    *(3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15),
    *(10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298),
)
# What the R package ltm says of it (Rizopoulos 2006): rasch() and ltm() with their standard errors.
LTM_1PL = ([-3.6153, -1.3224, -0.3176, -1.7301, -2.7802], 0.7551)
LTM_2PL = ([-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], [0.8254, 0.7229, 0.8905, 0.6886, 0.6575])
LTM_ERRORS_1PL = [0.3266, 0.1422, 0.0977, 0.1691, 0.2510]
LTM_ERRORS_2PL = ([0.8669, 0.3073, 0.0997, 0.4341, 0.8700], [0.2581, 0.1867, 0.2326, 0.1852, 0.2100])
SLOPES = np.array([0.8, 1.0, 1.3, 1.6, 0.9, 1.2, 1.5, 1.1, 1.4, 0.7])
HARD = np.linspace(-1.5, 1.5, 10)


def simulated(people: int) -> pd.DataFrame:
    random = np.random.default_rng(7)
    chance = 1 / (1 + np.exp(-SLOPES * (random.normal(size=(people, 1)) - HARD)))
    return pd.DataFrame((random.random(chance.shape) < chance).astype(float), columns=range(1, 11))


def lsat6() -> pd.DataFrame:
    patterns = [[pattern >> place & 1 for place in (4, 3, 2, 1, 0)] for pattern in range(32)]
    return pd.DataFrame(np.repeat(patterns, LSAT6, axis=0).astype(float), columns=range(1, 6))


def test_the_parameters_are_those_that_are_published() -> None:
    found = item_parameters(lsat6())

    assert found["difficulty_1pl"].to_list() == pytest.approx(LTM_1PL[0], abs=0.005)
    assert found["slope_1pl"].to_list() == pytest.approx([LTM_1PL[1]] * 5, abs=0.001)
    assert found["difficulty_2pl"].to_list() == pytest.approx(LTM_2PL[0], abs=0.005)
    assert found["slope_2pl"].to_list() == pytest.approx(LTM_2PL[1], abs=0.001)


def test_the_errors_of_the_parameters_are_those_that_are_published() -> None:
    errors = np.sqrt(item_parameters(lsat6()).filter(like="_variance"))

    assert errors["difficulty_1pl_variance"].to_list() == pytest.approx(LTM_ERRORS_1PL, rel=0.03)
    assert errors["difficulty_2pl_variance"].to_list() == pytest.approx(LTM_ERRORS_2PL[0], rel=0.05)
    assert errors["slope_2pl_variance"].to_list() == pytest.approx(LTM_ERRORS_2PL[1], rel=0.05)


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
