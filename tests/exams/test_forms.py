from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import Refusal
from app.exams.actions.attempts import Mark
from app.exams.forms import HIGHEST_SEQ, LONGEST_SECONDS, mark_from_json
from app.exams.rules import MOST_STATEMENTS, choices_of, mask_of

GOOD = {"choices": [1, 3], "flagged": False, "seq": 1}
positions = st.lists(st.integers(1, MOST_STATEMENTS), unique=True)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["choices", "flagged", "seq", "struck"]), inner),
)


@given(positions, st.booleans(), st.integers(1, HIGHEST_SEQ), positions, st.integers(0, LONGEST_SECONDS))
def test_a_good_body_is_read_as_it_stands(
    choices: list[int], flagged: bool, seq: int, struck: list[int], seconds: int
) -> None:
    body = {"choices": choices, "flagged": flagged, "seq": seq, "struck": struck, "seconds": seconds}

    assert mark_from_json(body) == Mark(mask_of(choices), flagged, seq, mask_of(struck), seconds)


def test_what_may_be_left_out_is_nothing() -> None:
    assert mark_from_json({"choices": [], "seq": 5}) == Mark(0, flagged=False, seq=5)


@settings(max_examples=50)
@given(anything)
def test_any_other_body_is_a_mark_or_refused_in_words(body: Any) -> None:
    with suppress(Refusal):
        mark = mark_from_json(body)

        assert list(choices_of(mark.choices)) == sorted(body["choices"])


@pytest.mark.parametrize("name", ["choices", "seq"])
def test_what_must_be_there_is_missed(name: str) -> None:
    with pytest.raises(Refusal):
        mark_from_json({key: value for key, value in GOOD.items() if key != name})
