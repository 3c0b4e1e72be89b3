from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from girth import classical_test_statistics
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from app.statistics.frames import classical, question_level, tails, wilson
from tests.statistics.cohorts import points, questions, rasch

HAND = points("1111", "1110", "1100", "1000", "0000")


def test_a_small_test_worked_out_by_hand() -> None:
    figures = classical(HAND)

    # Question 2 is 1 1 1 0 0; the rest is 3 2 1 1 0: Σxr 6, Σx 3, Σr 7, so the covariance is 1.8/4.
    second = figures.loc[2]
    assert second["facility"] == pytest.approx(60)
    assert second["sd"] == pytest.approx(100 * 0.3**0.5)
    assert second["intended_weight"] == 25
    assert second["discrimination_index"] == pytest.approx(100 * 0.45 / (0.3 * 1.3) ** 0.5)
    assert second["discriminative_efficiency"] == pytest.approx(100)
    # With the total (4 3 2 1 0) the covariances are .5 .75 .75 .5.
    roots = np.sqrt([0.5, 0.75, 0.75, 0.5])
    assert figures["effective_weight"].to_numpy() == pytest.approx(100 * roots / roots.sum())


def test_the_item_rest_correlation_is_that_of_second_libraries() -> None:
    """girth's classical_test_statistics gives the correlation with the rest; scipy's pearsonr that with the total."""
    marks = rasch(301, 20)
    girth = classical_test_statistics(marks.to_numpy().T, 0, 1)["Item-Score Correlation"]
    totals = marks.sum(axis=1)

    figures = classical(marks)

    assert figures["discrimination_index"].to_numpy() == pytest.approx(100 * girth, abs=1e-9)
    pearson = [stats.pearsonr(marks[n], totals).statistic for n in marks]
    assert figures["point_biserial"].to_numpy() == pytest.approx(100 * np.array(pearson), abs=1e-9)


def test_efficiency_compares_with_the_best_order_of_the_same_marks() -> None:
    marks = rasch(97, 8)
    rest = marks.sum(axis=1) - marks[3]
    best = np.cov(np.sort(marks[3]), np.sort(rest))[0, 1]

    efficiency = classical(marks).loc[3, "discriminative_efficiency"]

    assert efficiency == pytest.approx(100 * np.cov(marks[3], rest)[0, 1] / best, abs=1e-9)


def test_a_question_against_the_total_has_no_effective_weight() -> None:
    marks = points("1110", "1110", "1100", "0001", "0001")

    figures = classical(marks)

    assert np.isnan(figures.loc[4, "effective_weight"])
    assert figures.loc[4, "discrimination_index"] < 0
    assert figures["effective_weight"].sum() == pytest.approx(100)


@pytest.mark.parametrize(
    "marks",
    [HAND.iloc[:0], HAND.iloc[:1], points("11", "11", "11"), points("00", "00", "00")],
    ids=["nobody", "one", "all right", "all wrong"],
)
def test_without_differences_nothing_discriminates(marks: pd.DataFrame) -> None:
    figures = classical(marks)

    for figure in ("effective_weight", "discrimination_index", "discriminative_efficiency", "point_biserial"):
        assert figures[figure].isna().all(), figure
    assert figures["facility"].isna().all() == (len(marks) == 0)


def test_guessing_is_one_in_ten_for_two_or_three_of_five() -> None:
    figures = question_level(points("1", "0", "0", "0"), questions(1))
    third = question_level(points("1", "0", "0", "0"), questions(1, keys=(0b111,)))

    assert (figures.loc[1, "guess"], third.loc[1, "guess"]) == (10, 10)
    assert figures.loc[1, "facility_corrected"] == pytest.approx(100 * (25 - 10) / 90)


def test_wilson_s_interval_is_scipy_s() -> None:
    low, high = wilson(np.array([0.3, 0.0, 1.0]), 40.0)

    for place, right in enumerate((12, 0, 40)):
        known = stats.binomtest(right, 40).proportion_ci(method="wilson")
        assert (low[place], high[place]) == pytest.approx((known.low, known.high))


def test_those_who_tie_at_the_border_share_the_seats() -> None:
    ends = tails(pd.Series([5, 4, 4, 1, 0, 0, 0, 0, 0, 0]))  # 2.7 seats

    assert ends["upper"].tolist()[:4] == pytest.approx([1, 0.85, 0.85, 0])
    assert ends["lower"].tolist()[4:] == pytest.approx([0.45] * 6)


def test_upper_and_lower_are_shares_of_the_ends() -> None:
    marks = pd.DataFrame({1: [1.0] * 50 + [0.0] * 50, 2: np.arange(100) < 25, 3: np.arange(100) < 75}, dtype=float)

    first = question_level(marks, questions(3)).loc[1]

    assert (first["upper"], first["lower"], first["upper_lower"]) == pytest.approx((100, 0, 100))


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=5, max_size=5), max_size=14))
@settings(max_examples=60, deadline=None)
def test_whatever_is_marked_figures_keep_their_bounds(rows: list[list[float]]) -> None:
    marks = pd.DataFrame(np.array(rows).reshape(-1, 5), columns=range(1, 6))

    figures = question_level(marks, questions(5))

    assert not np.isinf(figures.to_numpy(dtype=float)).any()
    for figure in ("discrimination_index", "discriminative_efficiency", "point_biserial"):
        known = figures[figure].dropna()
        assert (known <= 100 + 1e-6).all()
    assert (figures["discrimination_index"].dropna() >= -100 - 1e-6).all()
    weights = figures["effective_weight"].dropna()
    assert not len(weights) or weights.sum() == pytest.approx(100)
