from __future__ import annotations

from datetime import date

import pytest

from app.training.queries.licences import policies
from app.training.rules import licences as rules
from app.training.rules.licences import LicenceKind, LicenceState, Policy

DAYS = (365, 180, 90, 30)
END = date(2027, 11, 22)


def policy(first: date | None, last: date | None, years: int) -> Policy:
    return Policy(LicenceKind.CARE_MANAGER, first, last, years, "法", DAYS, "")


def test_the_day_of_issue_chooses_the_policy() -> None:
    change = date(2028, 4, 1)
    found = [policy(None, date(2028, 3, 31), 5), policy(change, None, 10)]

    years = [rules.policy_of(found, LicenceKind.CARE_MANAGER, day).years for day in (date(2028, 3, 31), change)]

    assert years == [5, 10]


def test_every_kind_has_a_policy_on_every_day() -> None:
    for kind in LicenceKind:
        for day in (date(2000, 1, 1), date(2026, 11, 22), date(2100, 1, 1)):
            assert rules.policy_of(policies(), kind, day).source


@pytest.mark.parametrize(
    ("issued", "years", "latest"),
    [
        (date(2022, 11, 22), 5, date(2027, 11, 22)),
        (date(2024, 2, 29), 5, date(2029, 3, 1)),
        (date(2022, 11, 22), None, None),
    ],
)
def test_no_licence_lasts_longer_than_its_policy(issued: date, years: int | None, latest: date | None) -> None:
    assert rules.latest_expiry(issued, years) == latest


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 21), LicenceState.VALID),
        (date(2026, 11, 22), LicenceState.ENDING),
        (END, LicenceState.ENDING),
        (date(2027, 11, 23), LicenceState.EXPIRED),
    ],
)
def test_a_licence_is_valid_then_ending_then_over(today: date, expected: LicenceState) -> None:
    assert rules.state(END, today, DAYS) is expected


@pytest.mark.parametrize(
    ("today", "told", "expected"),
    [
        (date(2026, 11, 21), [], None),
        (date(2026, 11, 22), [], 365),
        (date(2026, 12, 1), [365], None),
        (date(2027, 11, 1), [365], 30),
        (date(2027, 11, 1), [], 30),
        (date(2027, 11, 20), [30], None),
        (date(2027, 11, 23), [], None),
    ],
)
def test_each_reminder_goes_once_and_what_was_missed_is_not_made_up_for(
    today: date, told: list[int], expected: int | None
) -> None:
    assert rules.due(END, today, DAYS, told) == expected
