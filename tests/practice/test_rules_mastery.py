from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.rules.mastery import Evidence, Tally, expected, mastery, whole_question
from app.practice.rules.words import Mastery


@pytest.mark.parametrize(
    ("tally", "expected_state"),
    [
        (Tally(10), Mastery.UNTOUCHED),
        (Tally(10, seen=1), Mastery.LEARNING),
        (Tally(10, seen=10, settled=7), Mastery.LEARNING),
        (Tally(10, seen=8, settled=8), Mastery.SETTLED),
        (Tally(0), Mastery.UNTOUCHED),
    ],
)
def test_mastery_by_its_stated_rule(tally: Tally, expected_state: Mastery) -> None:
    assert mastery(tally) is expected_state


def test_a_blind_guess_is_right_once_in_ten() -> None:
    assert whole_question(0.5, 2) == pytest.approx(0.1)
    assert whole_question(0.5, 3) == pytest.approx(0.1)
    assert whole_question(1.0, 3) == 1


def test_knowing_nine_of_ten_statements_by_hand() -> None:
    # k = 3: j = 0: 0.9^5 = 0.59049; j = 1: 3·2·0.9³·0.1² = 0.04374; j = 2: 3·1·0.9·0.1⁴ = 0.00027
    assert whole_question(0.9, 3) == pytest.approx(0.59049 / (0.59049 + 0.04374 + 0.00027))


def test_few_answers_give_no_figure_and_many_a_narrow_one() -> None:
    assert expected([Evidence(25, Tally(500, seen=19, known=19))]) is None

    few = expected([Evidence(25, Tally(500, seen=20, known=17))])
    many = expected([Evidence(25, Tally(500, seen=500, known=425))])

    assert few is not None
    assert many is not None
    assert few.high - few.low > many.high - many.low
    assert few.low <= (many.low + many.high) // 2 <= few.high


def test_luck_counts_half() -> None:
    known = expected([Evidence(25, Tally(100, seen=100, known=90))])
    lucky = expected([Evidence(25, Tally(100, seen=100, known=70, lucky=20))])

    assert known is not None
    assert lucky is not None
    assert lucky.low < known.low


def test_a_mock_examination_speaks_by_itself_and_sections_add_up() -> None:
    found = expected([Evidence(20, Tally(), 15, 20), Evidence(15, Tally(), 12, 15)])

    assert found is not None
    assert found.total == 35
    assert found.low < 27 < found.high + 3


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 25))
def test_the_interval_is_always_within_the_field(known: int, more: int, mock: int) -> None:
    found = expected([Evidence(25, Tally(900, seen=known + more, known=known), mock, 25)])

    assert found is not None
    assert 0 <= found.low <= found.high <= found.total == 25
