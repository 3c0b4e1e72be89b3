from __future__ import annotations

from datetime import date

import pytest

from app.training.rules import certificates as rules
from app.training.rules.certificates import CertificateState
from app.training.rules.jobs import JobState, percent
from app.training.rules.sheets import Layout, Sheet, as_csv, safe


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 4, 1), 2026), (date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027)]
)
def test_a_fiscal_year_begins_in_april(day: date, year: int) -> None:
    assert rules.fiscal_year(day) == year


def test_a_number_follows_the_pattern_of_the_organisation() -> None:
    assert rules.number("R8実務第{番号}号（{年度}）", 2026, 42) == "R8実務第00042号（2026）"


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("第{年度}-{番号}号", None),
        ("第1号", rules.NUMBER_WANTED),
        ("{番号}{x}", "使えない印があります：{x}。使えるのは {年度}、{番号} です。"),
    ],
)
def test_a_pattern_must_tell_certificates_apart(pattern: str, problem: str | None) -> None:
    assert rules.pattern_problem(pattern) == problem


def test_words_are_filled_and_what_is_unknown_is_not_invented() -> None:
    values = {"{研修名}": "実務研修", "{時間}": None}

    assert rules.filled("{研修名}を修了", values) == "実務研修を修了"
    with pytest.raises(ValueError, match="時間"):
        rules.filled("{研修名}（{時間}）", values)


@pytest.mark.parametrize(
    ("name", "former", "shown"),
    [
        ("佐藤 花子", "田中 花子", "田中"),
        ("佐藤 花子", "田中 華子", "田中 華子"),
        ("マリア サントス", "マリア", "マリア"),
        ("佐藤 花子", "", None),
        ("佐藤 花子", None, None),
    ],
)
def test_only_the_part_of_a_former_name_that_differs_is_printed(
    name: str, former: str | None, shown: str | None
) -> None:
    assert rules.shown_former_name(name, former) == shown


@pytest.mark.parametrize(
    ("typed", "same"), [("佐藤花子", True), ("佐藤　花子 ", True), ("佐藤 華子", False), ("  ", False)]
)
def test_spaces_do_not_make_another_name(typed: str, same: bool) -> None:
    assert rules.same_name(typed, "佐藤 花子") is same


def test_what_is_revoked_stays_revoked_when_it_is_issued_again() -> None:
    assert [rules.state(revoked=r, replaced=p) for r, p in [(False, False), (False, True), (True, True)]] == [
        CertificateState.VALID,
        CertificateState.REPLACED,
        CertificateState.REVOKED,
    ]


def test_work_is_whole_only_when_it_has_ended() -> None:
    assert [percent(3, 3, JobState.WAITING), percent(0, 0, JobState.WAITING), percent(1, 3, JobState.DONE)] == [
        99,
        0,
        100,
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-5", "@x", "\tx", "＝1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", [-0.25, -3, 0.5])
def test_a_number_below_zero_stays_a_number(cell: float) -> None:
    assert safe(cell) == str(cell)


def test_a_list_is_written_for_old_and_new_programs() -> None:
    sheet = Sheet("名簿", ["氏名", "日"], [["𠮷田 髙子", date(2026, 4, 1)], [None, 3]])

    assert as_csv(sheet, Layout.CSV_UTF8) == "\ufeff氏名,日\r\n𠮷田 髙子,2026-04-01\r\n,3\r\n".encode()
    assert as_csv(sheet, Layout.CSV_CP932) == "氏名,日\r\n〓田 髙子,2026-04-01\r\n,3\r\n".encode("cp932")
