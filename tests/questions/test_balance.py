from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.rules.balance import Measure, balance
from app.questions.rules.reading import read_bank
from app.questions.rules.stock import Question, Statement
from app.questions.rules.whole import uneven
from tests.questions.samples import mock_bank, question


def asked(*statements: tuple[int, bool]) -> Question:
    """A question whose statements have these lengths and truths."""
    made = tuple(Statement("あ" * length, correct, "解説", None, ()) for length, correct in statements)
    choose = sum(correct for _, correct in statements)
    return Question("KS-HIHO-001", "care-support.insured", "問題", choose, date(2026, 10, 1), 2, made)


def keyed(key: Sequence[int], *, right: int = 40, wrong: int = 40) -> Question:
    return asked(*((right if n in key else wrong, n in key) for n in range(1, 6)))


ROUND = [(1, 2, 3), (2, 3, 4), (3, 4, 5), (4, 5, 1), (5, 1, 2)]


def test_questions_that_give_nothing_away_are_even() -> None:
    found = balance([keyed(key) for key in ROUND])

    assert found.is_even
    assert [measure.value for measure in found.positions] == [3, 3, 3, 3, 3]
    assert (found.longest.value, found.longest.expected) == pytest.approx((3, 3))


def test_nothing_at_all_is_even() -> None:
    found = balance([])

    assert found.is_even
    assert (found.positions, list(uneven(found))) == ((), [])


def test_right_statements_that_are_longer_are_told_with_their_figures() -> None:
    found = balance([keyed(key, right=44, wrong=42) for key in ROUND])

    assert found.lengths == Measure(44.0, 42.0, 1.0)
    assert next(uneven(found)) == ("正しい肢は平均 44.0 字、誤りの肢は 42.0 字です。差を 1.0 字までにしてください")


def test_a_difference_of_one_letter_is_no_matter() -> None:
    assert balance([keyed(key, right=43, wrong=42) for key in ROUND]).lengths.is_even


@pytest.mark.parametrize(("right", "wrong", "which"), [(44, 42, "長い"), (42, 44, "短い")])
def test_the_longest_and_the_shortest_statement_are_right_as_often_as_chance(
    right: int, wrong: int, which: str
) -> None:
    sentences = list(uneven(balance([keyed(key, right=right, wrong=wrong) for key in ROUND])))

    assert f"最も{which}肢が正しい問題が 5 問です（1〜5 問なら偶然の範囲）。肢の長さをそろえてください" not in sentences
    many = list(uneven(balance([keyed(key, right=right, wrong=wrong) for key in ROUND * 12])))
    assert f"最も{which}肢が正しい問題が 60 問です（28〜44 問なら偶然の範囲）。肢の長さをそろえてください" in many


def test_of_several_longest_statements_each_counts_its_part() -> None:
    found = balance([asked((50, True), (50, False), (40, True), (40, False), (30, False))])

    assert (found.longest.value, found.shortest.value) == (0.5, 0.0)


def test_keys_that_crowd_in_one_place_are_told() -> None:
    found = balance([keyed((1, 2, 3)) for _ in range(20)])

    assert [measure.value for measure in found.positions] == [20, 20, 20, 0, 0]
    assert list(uneven(found)) == [
        "1 番目の肢が正しい問題が 20 問です（8〜16 問なら偶然の範囲）。正しい肢の位置を散らしてください",
        "2 番目の肢が正しい問題が 20 問です（8〜16 問なら偶然の範囲）。正しい肢の位置を散らしてください",
        "3 番目の肢が正しい問題が 20 問です（8〜16 問なら偶然の範囲）。正しい肢の位置を散らしてください",
        "4 番目の肢が正しい問題が 0 問です（8〜16 問なら偶然の範囲）。正しい肢の位置を散らしてください",
        "5 番目の肢が正しい問題が 0 問です（8〜16 問なら偶然の範囲）。正しい肢の位置を散らしてください",
    ]


KEYS = st.lists(st.sets(st.integers(1, 5), min_size=1, max_size=4), min_size=1, max_size=40)


@given(KEYS)
def test_all_that_is_right_is_right_somewhere(keys: list[set[int]]) -> None:
    found = balance([keyed(sorted(key)) for key in keys])

    right = sum(len(key) for key in keys)
    assert sum(measure.value for measure in found.positions) == right
    assert sum(measure.expected for measure in found.positions) == pytest.approx(right)


@given(KEYS)
def test_turning_every_question_upside_down_turns_the_places(keys: list[set[int]]) -> None:
    found = balance([keyed(sorted(key)) for key in keys])
    turned = balance([keyed(sorted(6 - n for n in key)) for key in keys])

    assert turned.positions == found.positions[::-1]


def test_the_bank_and_the_paper_are_weighed_each() -> None:
    files = mock_bank()
    questions = [question(f"HO-EIYO-{n:03}", "health.nutrition", choose=3) for n in range(1, 21)]
    files["questions/health/nutrition.yaml"] = "".join(questions).encode()

    said = [str(problem) for problem in read_bank(files, as_stock=True).problems]

    sentence = "2 番目の肢が正しい問題が 44 問です（26〜41 問なら偶然の範囲）。正しい肢の位置を散らしてください"
    assert said[0] == f"papers/mock-1.yaml:7 mock-1 注意: この試験で、{sentence}"
    assert f"questions:1 - 注意: 問題バンク全体で、{sentence}" in said
