from __future__ import annotations

import pytest

from app.training.rules.cells import Column
from app.training.rules.imports import NAMESAKE, Known, Meaning, plan
from app.training.rules.roster import Entry, Roster

PLACES = {column: n for n, column in enumerate((Column.NUMBER, Column.NAME, Column.BORN_ON, Column.EMAIL))}
HERE = {("佐藤花子", ""): [33, 44], ("佐藤花子", "1980-04-01"): [55]}
NUMBERS = {33: 3, 44: 4, 55: 5}


def read(number: str = "", email: str = "", born_on: str = "") -> tuple[Meaning, int | None, list[str]]:
    """What a line of this name comes to where three of that name are, two of them without a birthday."""
    values = {Column.NUMBER: number, Column.NAME: "佐藤 花子", Column.BORN_ON: born_on, Column.EMAIL: email}
    known = Known({}, NUMBERS, HERE, {}, seats=9, adds_offices=False)
    made = plan(Roster([Entry(2, values)], places=PLACES), known)
    return made.lines[0].meaning, made.lines[0].person_id, [each.text for each in made.problems]


@pytest.mark.parametrize(
    ("said", "person_id"),
    [
        ({}, 33),
        ({"number": "4"}, 44),
        ({"number": "4", "email": "other@example.jp"}, 44),
        ({"email": "other@example.jp", "born_on": "1980-04-01"}, 55),
    ],
)
def test_a_namesake_is_somebody_of_the_class(said: dict[str, str], person_id: int) -> None:
    assert read(**said) == (Meaning.PRESENT, person_id, [])


@pytest.mark.parametrize("said", [{"email": "other@example.jp"}, {"number": "9"}])
def test_who_may_be_another_of_that_name_is_for_the_organiser_to_say(said: dict[str, str]) -> None:
    assert read(**said)[2] == [NAMESAKE]


def test_with_a_birthday_of_the_own_a_namesake_is_new() -> None:
    assert read(number="9", email="other@example.jp", born_on="1991-01-01") == (Meaning.NEW, None, [])
