from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom, multivariate_normal, norm

from app.statistics.frames.outlook import (
    ALIKE,
    GRID,
    Evidence,
    Field,
    chance_to_reach,
    evidence,
    go_together,
    outlooks,
    parameters,
    prior,
)

EASY = np.linspace(-1.5, 1.5, 20)


def field(*rows: np.ndarray, mark: int = 14, hard: np.ndarray = EASY) -> Field:
    return Field(np.ones(len(hard)), hard, np.array(rows, dtype=float), mark)


def answers(right: int) -> np.ndarray:
    """The easiest so many right."""
    return (np.arange(20) < right).astype(float)


def paper(people: dict[int, tuple[float, int, int]]) -> Evidence:
    """Person → day, points in the first field, points in the second."""
    days, first, second = zip(*people.values(), strict=True)
    return evidence(list(people), days, (field(*map(answers, first)), field(*map(answers, second))))


def test_the_chance_to_reach_a_mark_is_binomial_where_all_questions_are_alike() -> None:
    same = field(np.zeros(20), hard=np.zeros(20))
    p = 1 / (1 + np.exp(-GRID))

    assert chance_to_reach(same) == pytest.approx(binom.sf(13, 20, p), abs=1e-9)


@pytest.mark.parametrize(("mark", "chance"), [(0, 1.0), (21, 0.0)])
def test_a_mark_that_all_or_none_reach(mark: int, chance: float) -> None:
    assert chance_to_reach(field(np.zeros(20), mark=mark)) == pytest.approx(np.full(len(GRID), chance))


def test_the_prior_is_the_normal_of_scipy() -> None:
    where = np.dstack(np.meshgrid(GRID, GRID, indexing="ij"))
    theirs = multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]]).pdf(where)

    assert prior(0.6) == pytest.approx(theirs / theirs.sum())


def test_what_is_known_is_what_adding_up_gives() -> None:
    """One field decides alone: the other asks for nothing. By hand: prior × likelihood over the grid."""
    first = field(answers(12))
    found = outlooks([evidence([7], [100.0], (first, field(answers(10), mark=0)))], 100.0, 0.5)

    one = 1 / (1 + np.exp(-(GRID[:, None] - EASY)))
    by_first = np.prod(np.where(answers(12), one, 1 - one), axis=1)
    by_second = np.prod(np.where(answers(10), one, 1 - one), axis=1)
    weight = norm.pdf(GRID)[:, None] * norm.pdf(GRID[None, :], 0.5 * GRID[:, None], np.sqrt(0.75))
    weight = (weight * by_first[:, None] * by_second[None, :]).sum(axis=1)

    assert found.loc[0, "chance"] == pytest.approx((weight / weight.sum()) @ chance_to_reach(first), abs=1e-9)


def test_more_points_are_a_better_chance_and_the_interval_holds_it() -> None:
    found = outlooks([paper({1: (100.0, 8, 8), 2: (100.0, 13, 13), 3: (100.0, 18, 18)})], 100.0, 0.85)

    assert found["chance"].is_monotonic_increasing
    assert ((found["low"] <= found["chance"]) & (found["chance"] <= found["high"])).all()
    assert (found["chance"] <= found[["chance_1", "chance_2"]].min(axis=1) + 1e-12).all()


def test_time_widens_the_interval() -> None:
    soon, late = (outlooks([paper({1: (100.0, 17, 17)})], day, 0.85).loc[0] for day in (100.0, 400.0))

    assert late["high"] - late["low"] > soon["high"] - soon["low"]


def test_a_second_paper_narrows_it_and_the_last_one_is_told() -> None:
    once = outlooks([paper({1: (100.0, 14, 14)})], 130.0, 0.85).loc[0]
    twice = outlooks([paper({1: (100.0, 14, 14)}), paper({1: (128.0, 14, 14)})], 130.0, 0.85).loc[0]

    assert (twice["papers"], twice["paper"]) == (2, 1)
    assert twice["high"] - twice["low"] < once["high"] - once["low"]


def test_the_order_in_which_papers_are_given_says_nothing() -> None:
    older, newer = paper({1: (100.0, 9, 9)}), paper({1: (150.0, 17, 17)})

    one, other = (outlooks(papers, 150.0, 0.85).loc[0, "chance"] for papers in ([older, newer], [newer, older]))

    assert one == pytest.approx(other)


def test_nobody_is_no_row() -> None:
    assert outlooks([], 100.0, ALIKE).empty


@pytest.mark.parametrize(
    ("totals", "alphas"),
    [
        (pd.DataFrame({0: [1.0] * 40, 1: range(40)}), (0.8, 0.8)),
        (pd.DataFrame({0: range(10), 1: range(10)}), (0.8, 0.8)),
        (pd.DataFrame({0: range(40), 1: range(40)}), (float("nan"), 0.8)),
        (pd.DataFrame({0: range(40), 1: range(40)}), (-0.2, 0.8)),
    ],
    ids=["no variance", "few", "no alpha", "negative alpha"],
)
def test_where_nothing_can_be_said_the_usual_holds(totals: pd.DataFrame, alphas: tuple[float, float]) -> None:
    assert go_together(totals, alphas) == ALIKE


def test_the_error_of_the_totals_is_taken_out() -> None:
    random = np.random.default_rng(5)
    true = random.multivariate_normal([0, 0], [[1, 0.7], [0.7, 1]], 20_000)
    noisy = true + random.normal(size=true.shape) * np.sqrt(1 / 0.75 - 1)

    assert go_together(pd.DataFrame(noisy), (0.75, 0.75)) == pytest.approx(0.7, abs=0.02)


def test_parameters_come_from_the_best_model_that_there_is() -> None:
    rows = [
        {"slope_2pl": 1.3, "difficulty_2pl": 0.2, "slope_1pl": 1.0, "difficulty_1pl": 0.3},
        {"slope_1pl": 1.1, "difficulty_1pl": -9.0, "slope_2pl": None},
        {"facility": 50.0},
        {"facility": 100.0},
        {},
    ]

    slopes, hard = parameters(rows, 38)

    assert slopes.tolist() == [1.3, 1.1, 1.0, 1.0, 1.0]
    assert hard[:3].tolist() == [0.2, -6.0, 0.0]
    assert np.isfinite(hard).all()
    assert hard[3] < -2
