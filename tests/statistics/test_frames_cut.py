from __future__ import annotations

from math import comb

import numpy as np
import pytest

from app.statistics.frames import at_the_marks, scale_level
from tests.statistics.cohorts import points, questions, rasch

BOTH = ""


def binomial_tail(n: int, mark: int, p: float) -> float:
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(mark, n + 1))


def test_pass_rates_are_counted_field_by_field_and_together() -> None:
    marks = points("1111", "1010", "0101", "0000")

    found = at_the_marks(marks, questions(4, fields=2), {"field-0": 2, "field-1": 1})

    assert found["pass_rate"].to_dict() == {"field-0": 50, "field-1": 50, BOTH: 25}


def test_consistency_is_subkoviak_s_by_his_own_formula() -> None:
    marks = rasch(60, 10)
    alpha = scale_level(marks)["alpha"] / 100
    totals = marks.sum(axis=1).to_numpy()
    true = (alpha * totals + (1 - alpha) * totals.mean()) / 10
    tails = np.array([binomial_tail(10, 7, p) for p in true])

    found = at_the_marks(marks, questions(10), {"field-0": 7}).loc["field-0"]

    assert found["consistency"] == pytest.approx(100 * (tails**2 + (1 - tails) ** 2).mean())
    by_chance = tails.mean() ** 2 + (1 - tails.mean()) ** 2
    assert found["kappa"] == pytest.approx((found["consistency"] / 100 - by_chance) / (1 - by_chance))


def test_a_field_without_a_mark_is_not_judged() -> None:
    marks = points("11", "10")

    assert at_the_marks(marks, questions(2), {"field-0": None}).empty


@pytest.mark.parametrize(("mark", "rate"), [(0, 100), (3, 0)])
def test_a_mark_out_of_reach_is_met_by_all_or_none(mark: int, rate: int) -> None:
    marks = points("11", "10", "00", "01")

    found = at_the_marks(marks, questions(2), {"field-0": mark}).loc["field-0"]

    assert found["pass_rate"] == rate


def test_nobody_and_no_variance_leave_consistency_unsaid() -> None:
    same = points("11", "11", "11")

    assert at_the_marks(same.iloc[:0], questions(2), {"field-0": 1}).isna().all().all()
    found = at_the_marks(same, questions(2), {"field-0": 1}).loc["field-0"]
    assert found["pass_rate"] == 100
    assert np.isnan(found["consistency"])
