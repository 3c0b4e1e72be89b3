from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from app.statistics.frames import combination_level, drop_excluded, marks_of, omission, statement_level, tails
from tests.statistics.cohorts import PAIRS, marked, questions

KEY = 0b00011
CHOSEN = marked((KEY, KEY), (KEY, KEY), (KEY, 0b00110), (0b00101, 0b00110), (0b00101, 0), (0, 0))


def ends_of(marks: pd.DataFrame) -> pd.DataFrame:
    return tails(marks.sum(axis=1))


def test_only_an_accepted_set_earns_the_point() -> None:
    asked = questions(2)
    asked.at[2, "accepted"] = (0b00011, 0b00110)

    assert marks_of(CHOSEN, asked).sum(axis=1).tolist() == [2, 2, 2, 1, 0, 0]


def test_a_voided_question_is_right_for_everybody_or_in_no_total() -> None:
    asked = questions(2)
    asked.at[1, "treatment"], asked.at[2, "treatment"] = "void_correct", "void_excluded"

    assert marks_of(CHOSEN, drop_excluded(asked)).to_dict("list") == {1: [1.0] * 6}


def test_statements_tell_who_marked_them() -> None:
    asked = questions(2)
    marks = marks_of(CHOSEN, asked)

    found = statement_level(CHOSEN, marks, asked, ends_of(marks))

    first = found[found["number"] == 1].set_index("position")
    assert first["right"].tolist() == [True, True, False, False, False]
    assert first["marked"].tolist() == pytest.approx([500 / 6, 50, 200 / 6, 0, 0])
    # Who marked statement 2 of question 1 against the point of question 2: 1 1 1 0 0 0 and 1 1 0 0 0 0.
    assert first.loc[2, "rest_r"] == pytest.approx(np.corrcoef([1, 1, 1, 0, 0, 0], [1, 1, 0, 0, 0, 0])[0, 1])
    assert np.isnan(first.loc[4, "rest_r"])


def test_ten_sets_are_counted_and_the_most_tempting_wrong_one_is_named() -> None:
    asked = questions(2)
    marks = marks_of(CHOSEN, asked)

    found = combination_level(CHOSEN, asked, ends_of(marks))

    first = found[found["number"] == 1]
    assert sorted(first["mask"]) == sorted(PAIRS)
    assert dict(zip(first["mask"], first["chosen"], strict=True))[KEY] == 3
    assert first[first["tempting"]]["mask"].tolist() == [0b00101]
    assert found[(found["number"] == 2) & found["tempting"]]["mask"].tolist() == [0b00110]
    assert first["share"].sum() == pytest.approx(500 / 6), "a blank sheet is no set"


def test_nobody_leaves_shares_unsaid_and_nothing_tempting() -> None:
    nobody, asked = CHOSEN.iloc[:0], questions(2)
    marks = marks_of(nobody, asked)

    sets = combination_level(nobody, asked, ends_of(marks))
    statements = statement_level(nobody, marks, asked, ends_of(marks))

    assert len(sets) == 20
    assert sets["share"].isna().all()
    assert not sets["tempting"].any()
    assert statements[["marked", "upper", "lower", "rest_r"]].isna().all().all()


def test_a_blank_before_an_answer_was_omitted_and_one_at_the_end_not_reached() -> None:
    chosen = marked((3, 0, 3, 0), (3, 3, 3, 3), (0, 0, 0, 0), (3, 3, 0, 0))
    seconds = pd.DataFrame([[60, 5, 90, 0], [120, 100, 0, 80], [0, 0, 0, 0], [30, 40, 0, 0]], columns=chosen.columns)

    found = omission(chosen, seconds)

    assert found["omitted"].tolist() == [0, 25, 0, 0]
    assert found["not_reached"].tolist() == [25, 25, 50, 75]
    assert found["median_seconds"].tolist() == [60, 70, 90, 80]


def test_nobody_omits_nothing_that_could_be_said() -> None:
    assert omission(CHOSEN.iloc[:0], CHOSEN.iloc[:0]).isna().all().all()
