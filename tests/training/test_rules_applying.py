from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.training.rules.applying import held_back, in_a_circle, meets
from app.training.rules.completion import Judge, Standing, Wanted

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("choice", "wanted", "expected"),
    [("はい", ["はい"], True), ("いいえ", ["はい"], False), (None, ["はい"], False), (None, [], True), ("x", [], True)],
)
def test_an_answer_meets_what_is_required(choice: str | None, wanted: list[str], expected: bool) -> None:
    assert meets(choice, wanted) is expected


def test_nothing_comes_before_itself_on_any_way() -> None:
    assert not in_a_circle([(2, 1), (3, 2), (3, 1)])
    assert in_a_circle([(2, 1), (3, 2), (1, 3)])


def test_a_module_waits_for_what_comes_before_it_and_holds_back_what_comes_after() -> None:
    before = {2: [1], 3: [2], 4: [99]}

    assert held_back({1: False, 2: True, 3: True, 4: True}, before) == {2: [1], 3: [2]}
    assert held_back({1: True, 2: True, 3: True, 4: True}, before) == {}


def test_a_module_with_its_minutes_waits_and_one_that_is_late_stays_late() -> None:
    late = TODAY - timedelta(days=1)
    asked = [Wanted(n, f"科目{n}", None, 60, None, late if n == 3 else None) for n in (1, 2, 3)]

    stands = Judge(asked, frozenset(), TODAY, {2: [1], 3: [1]}).whole("1:30,2:60,3:10").stands

    assert [each.standing for each in stands] == [Standing.BEGUN, Standing.WAITING, Standing.OVERDUE]
    assert [each.waits_for for each in stands] == [(), ("科目1",), ("科目1",)]
    done = Judge(asked, frozenset(), TODAY, {2: [1], 3: [1]}).whole("1:60,2:60,3:60")
    assert done.done == 3
