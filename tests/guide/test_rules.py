from __future__ import annotations

import pytest

from app.guide.rules import LICENCES, Standing, Work, possible, standing


@pytest.mark.parametrize(
    ("licensed", "work", "counselling", "months_short", "days_short"),
    [
        (True, Work(60, 900), Work(), 0, 0),
        (True, Work(59, 900), Work(), 1, 0),
        (True, Work(60, 899), Work(), 0, 1),
        (True, Work(30, 450), Work(30, 450), 0, 0),
        (False, Work(60, 900), Work(), 60, 900),
        (False, Work(), Work(60, 900), 0, 0),
    ],
)
def test_five_years_and_nine_hundred_days_count_together(
    licensed: bool, work: Work, counselling: Work, months_short: int, days_short: int
) -> None:
    found = standing(licensed=licensed, licensed_work=work, counselling=counselling)

    assert (found.months_short, found.days_short) == (months_short, days_short)
    assert found.enough is (not months_short and not days_short)


def test_more_than_enough_lacks_nothing() -> None:
    assert Standing(600, 9_000).enough


def test_no_month_has_more_days_than_31() -> None:
    assert possible(Work(1, 31))
    assert not possible(Work(1, 32))


def test_the_ordinance_names_22_qualifications() -> None:
    assert len(LICENCES) == len(set(LICENCES)) == 22
