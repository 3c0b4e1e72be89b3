from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.rules import Role
from app.errors import NotFound
from app.reading import queries
from app.reading.actions import readings
from tests.factories import member
from tests.reading.factories import keeper, some_glossary


def terms(entries: list[queries.GlossaryEntry]) -> list[str]:
    return [entry.term for entry in entries]


def test_the_index_counts_the_rows_in_the_order_of_the_kana(db: Session) -> None:
    some_glossary()

    assert queries.index() == {"あ": 1, "か": 1, "は": 2}
    assert list(queries.index()) == ["あ", "か", "は"]
    assert terms(queries.entries_in_row("は")) == ["被保険者", "保険者"]
    assert terms(queries.entries_in_row("x")) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ホケン", ["被保険者", "保険者"]),
        ("保険者", ["被保険者", "保険者"]),
        ("けあまね", ["介護支援専門員"]),
        ("adl", ["ＡＤＬ"]),
        ("加入", ["被保険者"]),
        ("%", []),
        ("_", []),
        ("zzz", []),
    ],
)
def test_the_glossary_is_searched_by_term_alias_and_kana(db: Session, search: str, found: list[str]) -> None:
    some_glossary()

    assert terms(queries.entries_found(search)) == found


def test_what_is_not_there_is_not_found(db: Session) -> None:
    with pytest.raises(NotFound):
        queries.entry(1)
    with pytest.raises(NotFound):
        queries.reading(1)


def test_readings_are_found_by_word_and_kana_page_by_page(db: Session) -> None:
    readings.load_readings([(f"語{n:03}", f"ご{'あいう'[n % 3]}") for n in range(60)], now=clock.now())

    found = queries.readings(search="ゴイ", page=1)
    second = queries.readings(search="", page=2)

    assert (found.total, {row.reading for row in found.found}) == (20, {"ごい"})
    assert (second.pages, len(second.found)) == (2, 10)


@pytest.mark.parametrize(
    ("role", "at_home", "may"),
    [
        (Role.INSTRUCTOR, True, True),
        (Role.INSTRUCTOR, False, False),
        (Role.ADMINISTRATOR, False, True),
        (Role.ORGANISER, True, False),
        (Role.CANDIDATE, True, False),
    ],
)
def test_the_list_is_kept_by_the_site_s_own_instructors(db: Session, role: Role, at_home: bool, may: bool) -> None:
    person = keeper(role) if at_home else member(role)
    keeper()  # the site has an organisation of its own

    assert queries.is_keeper(person) is may
