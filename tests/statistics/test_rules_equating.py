from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from app.statistics.rules.curves import Item
from app.statistics.rules.equating import Form, expected_mark, link, table

RANDOM = np.random.default_rng(11)
OLD = {n: Item(float(a), float(b), 0.01, 0.01) for n, (a, b) in enumerate(RANDOM.normal([1.0, 0], [0.1, 0.8], (25, 2)))}
NEW = {
    n: Item(float(a), float(b), 0.01, 0.01) for n, (a, b) in enumerate(RANDOM.normal([1.0, 0], [0.1, 0.8], (25, 2)), 15)
}
SAME = {n: OLD[n].moved(1 / 0.9, -0.3 / 0.9) if n in OLD else item for n, item in NEW.items()}


def test_the_link_finds_the_shift_and_stretch_between_two_scales() -> None:
    found = link(OLD, SAME)

    assert (found.common, found.stretch, found.shift) == (10, pytest.approx(0.9), pytest.approx(0.3))


def test_a_few_common_questions_say_nothing() -> None:
    few = {n: item for n, item in SAME.items() if n not in range(15, 21)}

    assert link(OLD, few) == link(OLD, {99: Item(1, 0), **few})
    assert (link(OLD, few).stretch, link(OLD, few).shift, link(OLD, few).common) == (1.0, 0.0, 4)


def test_the_expected_mark_is_what_scipy_reckons_by_the_same_definition() -> None:
    theta = brentq(lambda at: sum(expit(i.slope * (at - i.difficulty)) for i in OLD.values()) - 18, -6, 6)
    there = sum(expit(i.slope / 0.9 * (theta - (0.9 * i.difficulty + 0.3))) for i in SAME.values())

    found = expected_mark(Form(OLD, 500), Form(SAME, 500), 18)

    assert found is not None
    assert found.score == pytest.approx(there, abs=1e-9)
    assert found.low < found.score < found.high


def test_a_paper_against_itself_keeps_its_mark() -> None:
    found = expected_mark(Form(OLD, 500), Form(OLD, 500), 18)

    assert found is not None
    assert found.rounded == 18
    assert found.score == pytest.approx(18)


def test_questions_that_nobody_has_sat_widen_the_interval() -> None:
    unknown = {n: item if n < 30 else None for n, item in SAME.items()}

    known, partly = (expected_mark(Form(OLD, 500), Form(new, 500), 18) for new in (SAME, unknown))

    assert known is not None
    assert partly is not None
    assert partly.error > known.error


def test_without_common_questions_fewer_people_widen_the_interval() -> None:
    apart = {n + 100: item for n, item in NEW.items()}

    many, few = (expected_mark(Form(OLD, n), Form(apart, n), 18) for n in (1000, 50))

    assert many is not None
    assert few is not None
    assert few.error > many.error


@pytest.mark.parametrize("mark", [0, 25, 26])
def test_a_mark_that_is_never_to_be_expected_is_not_moved(mark: int) -> None:
    assert expected_mark(Form(OLD, 500), Form(SAME, 500), mark) is None


def test_nothing_is_said_of_a_paper_of_which_nothing_is_known() -> None:
    nothing = Form(dict.fromkeys(range(25)), 0)

    assert expected_mark(Form(OLD, 500), nothing, 18) is None
    assert expected_mark(nothing, Form(OLD, 500), 18) is None
    assert {score for _, score in table(nothing, Form(OLD, 500))} == {None}


def test_the_table_rises_with_the_score() -> None:
    scores = [score for _, score in table(Form(OLD, 500), Form(SAME, 500)) if score is not None]

    assert len(scores) == 24
    assert all(lower < higher for lower, higher in pairwise(scores))
