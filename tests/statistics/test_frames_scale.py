from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from girth.common import cronbach_alpha
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from app.statistics.frames import alpha_interval, distribution, percentiles, scale_level
from app.statistics.frames.scale import FIGURES
from tests.statistics.cohorts import points, rasch

# Rows of five people on four questions; worked out by hand below.
HAND = points("1111", "1110", "1100", "1000", "0000")


def undefined(scale: Any) -> set[str]:
    return set(scale.index[scale.isna()])


def test_a_small_test_worked_out_by_hand() -> None:
    scale = scale_level(HAND)

    # Totals 4 3 2 1 0: mean 2, Σd² = 10, variance 10/4. Variances of the questions: .2 .3 .3 .2.
    assert scale["n"] == 5
    assert (scale["mean"], scale["median"]) == (2.0, 2.0)
    assert scale["sd"] == pytest.approx(2.5**0.5)
    assert scale["skewness"] == pytest.approx(0)
    assert scale["kurtosis"] == pytest.approx(-1.2)
    assert scale["alpha"] == pytest.approx(100 * 4 / 3 * (1 - 1.0 / 2.5))
    assert scale["error_ratio"] == pytest.approx(100 * 0.2**0.5)
    assert scale["sem"] == pytest.approx(0.5**0.5)


def test_figures_are_those_of_second_libraries() -> None:
    """Shape by scipy.stats (bias corrected: the k-statistics), alpha by girth's cronbach_alpha."""
    marks = rasch(211, 25)
    totals = marks.sum(axis=1).to_numpy()

    scale = scale_level(marks)

    assert scale["sd"] == pytest.approx(stats.tstd(totals), abs=1e-9)
    assert scale["skewness"] == pytest.approx(stats.skew(totals, bias=False), abs=1e-9)
    assert scale["kurtosis"] == pytest.approx(stats.kurtosis(totals, bias=False), abs=1e-9)
    assert scale["alpha"] == pytest.approx(100 * cronbach_alpha(marks.to_numpy().T), abs=1e-9)


def test_alpha_of_points_is_kr_20() -> None:
    marks = rasch(80, 12)
    share = marks.mean().to_numpy()
    variance = marks.sum(axis=1).var(ddof=0)

    kr_20 = 12 / 11 * (1 - (share * (1 - share)).sum() / variance)

    assert scale_level(marks)["alpha"] == pytest.approx(100 * kr_20, abs=1e-9)


def test_alpha_may_be_negative() -> None:
    assert scale_level(points("10", "01", "10", "01", "11"))["alpha"] < 0


@pytest.mark.parametrize(
    ("marks", "missing"),
    [
        (HAND.iloc[:0], set(FIGURES) - {"n"}),
        (HAND.iloc[:1], {"sd", "skewness", "kurtosis", "alpha", "error_ratio", "sem"}),
        (HAND.iloc[:2], {"skewness", "kurtosis", "alpha", "error_ratio", "sem"}),
        (HAND.iloc[:3], {"kurtosis"}),
        (points("11", "11", "11", "11"), {"skewness", "kurtosis", "alpha", "error_ratio", "sem"}),
        (points("00", "00", "00", "00"), {"skewness", "kurtosis", "alpha", "error_ratio", "sem"}),
        (points("1", "0", "1", "0"), {"alpha", "error_ratio", "sem"}),
    ],
    ids=["nobody", "one", "two", "three", "all right", "all wrong", "one question"],
)
def test_what_cannot_be_said_is_undefined_and_nothing_else(marks: pd.DataFrame, missing: set[str]) -> None:
    assert undefined(scale_level(marks)) == missing


def test_the_interval_of_alpha_is_feldt_s() -> None:
    """By scipy.stats.f, and wide enough to hold what many samples of one population give."""
    low, high = alpha_interval(80.0, 41, 30)

    freedom = (40, 40 * 29)
    assert low == pytest.approx(100 * (1 - 0.2 * stats.f.ppf(0.975, *freedom)))
    assert high == pytest.approx(100 * (1 - 0.2 * stats.f.ppf(0.025, *freedom)))
    assert low < 80 < high


def test_no_alpha_has_no_interval() -> None:
    assert np.isnan(alpha_interval(float("nan"), 10, 10)).all()
    assert np.isnan(alpha_interval(50.0, 2, 10)).all()


def test_the_distribution_counts_everybody_once() -> None:
    assert distribution(HAND).tolist() == [1, 1, 1, 1, 1]
    assert distribution(HAND.iloc[:0]).tolist() == [0, 0, 0, 0, 0]


def test_percentiles_are_those_of_the_totals() -> None:
    assert percentiles(HAND)[50] == 2.0
    assert percentiles(HAND.iloc[:0]).isna().all()


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=4, max_size=4), max_size=12))
@settings(max_examples=60, deadline=None)
def test_whatever_is_marked_no_figure_is_infinite_and_order_says_nothing(rows: list[list[float]]) -> None:
    marks = pd.DataFrame(np.array(rows).reshape(-1, 4), columns=range(1, 5))

    scale = scale_level(marks)
    turned = scale_level(marks.iloc[::-1, ::-1])

    assert not np.isinf(scale.to_numpy()).any()
    assert scale.to_numpy() == pytest.approx(turned.to_numpy(), nan_ok=True, abs=1e-9)
    assert distribution(marks).sum() == len(marks)
