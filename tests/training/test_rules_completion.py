from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.training.rules.completion import FormTotal, Judge, Standing, Wanted, Whole, by_form, complete, spread, stand
from app.training.rules.running import EnrolmentState, days_fit, due_fits, seat
from app.training.rules.words import Form

TODAY = date(2026, 11, 22)


def wanted(minutes: int | None = 60, check: str | None = None, due_on: date | None = None) -> Wanted:
    return Wanted(1, "科目", Form.LECTURE, minutes, check, due_on)


@pytest.mark.parametrize(
    ("asked", "minutes", "passed", "standing"),
    [
        (wanted(), 60, (), Standing.DONE),
        (wanted(), 59, (), Standing.BEGUN),
        (wanted(), 0, (), Standing.OPEN),
        (wanted(None), 0, (), Standing.OPEN),
        (wanted(None), 1, (), Standing.DONE),
        (wanted(check="final"), 60, (), Standing.BEGUN),
        (wanted(check="final"), 60, ("final",), Standing.DONE),
        (wanted(due_on=TODAY), 0, (), Standing.OPEN),
        (wanted(due_on=TODAY - timedelta(days=1)), 59, (), Standing.OVERDUE),
        (wanted(due_on=TODAY - timedelta(days=1)), 60, (), Standing.DONE),
    ],
)
def test_a_module_is_done_with_its_minutes_and_its_check(
    asked: Wanted, minutes: int, passed: tuple[str, ...], standing: Standing
) -> None:
    assert stand(asked, minutes, passed=frozenset(passed), today=TODAY).standing is standing


def test_a_training_is_complete_when_everything_is_done_and_something_was_asked() -> None:
    done = stand(wanted(), 60, passed=frozenset(), today=TODAY)
    begun = stand(wanted(), 20, passed=frozenset(), today=TODAY)

    assert (complete([done]), complete([done, begun]), complete([])) == (True, False, False)
    assert (begun.missing_minutes, done.missing_minutes) == (40, 0)


def test_a_line_of_figures_is_judged_like_each_of_them() -> None:
    late = TODAY - timedelta(days=1)
    asked = [
        wanted(),
        Wanted(2, "別の科目", Form.LECTURE, 30, "final", late),
        Wanted(3, "もう一つ", None, None, None, late),
    ]
    judge = Judge(asked, frozenset({"final"}), TODAY, {})

    whole = judge.whole("2:30,1:20,9:500")

    stands = [
        stand(one, n, passed=frozenset({"final"}), today=TODAY) for one, n in zip(asked, (20, 30, 0), strict=True)
    ]
    assert (list(whole.stands), [each.wanted.module_id for each in whole.overdue], whole.done) == (stands, [3], 1)
    assert (judge.whole("2:30,1:20,9:500") is whole, judge.whole("").done) == (True, 0)


def test_minutes_are_told_by_form_against_what_is_asked() -> None:
    stands = [
        stand(wanted(), 60, passed=frozenset(), today=TODAY),
        stand(wanted(None), 5, passed=frozenset(), today=TODAY),
    ]

    totals = by_form(stands, {Form.LECTURE: 65, Form.PRACTICUM: 10})

    assert totals == [FormTotal(Form.LECTURE, 65, 60), FormTotal(Form.PRACTICUM, 10, 0)]


def test_a_form_with_a_figure_that_nobody_has_confirmed_says_so() -> None:
    doubtful = Wanted(2, "別の科目", Form.EXERCISE, 30, None, None, unconfirmed=True)
    stands = [stand(one, 0, passed=frozenset(), today=TODAY) for one in (wanted(), doubtful)]

    totals = by_form(stands, {})

    assert totals == [FormTotal(Form.LECTURE, 0, 60), FormTotal(Form.EXERCISE, 0, 30, unconfirmed=True)]


def test_seats_and_days() -> None:
    assert (seat(1, 0), seat(1, 1)) == (EnrolmentState.ENROLLED, EnrolmentState.WAITING)
    assert (days_fit(TODAY, TODAY), days_fit(TODAY, TODAY - timedelta(days=1))) == (True, False)
    assert due_fits(None, TODAY, TODAY)
    assert not due_fits(TODAY + timedelta(days=1), TODAY, TODAY)


def test_how_many_stand_how_is_counted_for_each_also_where_many_share_one() -> None:
    done = stand(wanted(), 60, passed=frozenset(), today=TODAY)
    late = stand(wanted(due_on=TODAY - timedelta(days=1)), 0, passed=frozenset(), today=TODAY)
    shared, alone = Whole((done,), (), 1), Whole((late,), (late,), 0)

    found = spread([shared, alone, shared])

    assert {one: count for one, count in found[1].items() if count} == {Standing.DONE: 2, Standing.OVERDUE: 1}
    assert spread([]) == {}


def test_a_form_says_how_much_of_it_is_missing_and_counts_once_something_is_asked_or_earned() -> None:
    assert [FormTotal(Form.LECTURE, *two).missing for two in ((30, 90), (100, 90), (5, 0))] == [60, 0, 0]
    assert [FormTotal(Form.LECTURE, *two).counts for two in ((0, 0), (0, 1), (1, 0))] == [False, True, True]
