from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.training.roster_files import Unreadable, opened
from app.training.rules import cells, roster, uploads
from app.training.rules.cells import Column, Raw
from app.training.rules.days import day_of
from app.training.rules.imports import Known, Meaning, Someone, plan
from app.training.rules.roster import Table, address, read
from tests.training.sheets import HEADINGS, person, with_part, workbook

TODAY = date(2026, 11, 22)


def of(*rows: Sequence[Any], headings: Sequence[Any] = HEADINGS) -> roster.Roster:
    return read(Table([[Raw(cell) for cell in row] for row in (headings, *rows)]), TODAY)


def problems(found: roster.Roster) -> list[tuple[str, str]]:
    return [(each.cell, each.text) for each in found.problems]


@pytest.mark.parametrize(
    "typed",
    [
        "1980/4/1",
        "1980-04-01",
        "１９８０年４月１日",
        "昭和55年4月1日",
        "S55.4.1",
        "ｓ５５．４．１",
        "19800401",
        "1980．4．1",
    ],
)
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    assert day_of(typed) == date(1980, 4, 1)


def test_first_years_and_cells_that_are_days() -> None:
    assert [day_of(each) for each in ("令和元年5月1日", datetime(2019, 5, 1, tzinfo=UTC), date(2019, 5, 1))] == [
        date(2019, 5, 1)
    ] * 3


@pytest.mark.parametrize("typed", ["昭和55年13月1日", "来年", "", "1980/4", "29312"])
def test_what_is_no_day_is_none(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # whichever: all of them are told in our words
        day_of(typed)


def test_a_good_list_is_read_in_every_width() -> None:
    found = of(
        [
            "１",
            "佐藤　花子",
            "ｻﾄｳ はなこ",
            "昭和55年4月1日",
            "ＨＡＮＡＫＯ@example.jp",
            "１３７０",
            "ひまわり",
            "1班",
            "田中",
        ]
    )

    assert problems(found) == []
    assert dict(found.entries[0].values) == {
        Column.NUMBER: "1",
        Column.NAME: "佐藤 花子",
        Column.KANA: "サトウ ハナコ",
        Column.BORN_ON: "1980-04-01",
        Column.EMAIL: "hanako@example.jp",
        Column.OFFICE_CODE: "1370",
        Column.OFFICE_NAME: "ひまわり",
        Column.GROUP: "1班",
        Column.FORMER_NAME: "田中",
    }


def test_headings_may_stand_lower_and_be_called_otherwise() -> None:
    table = [
        ["令和8年度 受講者名簿"],
        [],
        ["No.", "お名前", "ふりがな", "備考"],
        [1, "佐藤 花子", "さとう はなこ", "x"],
        [None],
    ]
    found = read(Table([[Raw(cell) for cell in row] for row in table]), TODAY)

    assert (found.entries[0].row, found.entries[0].get(Column.NAME), problems(found)) == (4, "佐藤 花子", [])
    assert found.notices == ["「備考」の列は読み取りません"]


@pytest.mark.parametrize(
    ("column", "value", "cell", "text"),
    [
        (1, "", "B2", "氏名を入れてください"),
        (1, "=A1", "B2", cells.NAME_FORMULA),
        (1, "\ue000田 花子", "B2", cells.PRIVATE),
        (1, "佐藤\x07", "B2", cells.CONTROL),
        (1, "あ" * 61, "B2", "60文字までにしてください"),
        (2, "佐藤", "C2", cells.BAD_KANA),
        (3, 29312, "D2", cells.SERIAL),
        (3, "昭和55年2月30日", "D2", cells.BAD_DAY),
        (3, "2020/4/1", "D2", cells.ODD_DAY),
        (4, "hanako＠example", "E2", cells.BAD_EMAIL),
        (0, "第3号", "A2", cells.BAD_NUMBER),
        (0, 0, "A2", cells.BAD_NUMBER),
        pytest.param(0, "1" * 5_000, "A2", cells.BAD_NUMBER, id="5000 figures"),
    ],
)
def test_what_is_wrong_is_told_at_its_cell(column: int, value: object, cell: str, text: str) -> None:
    row = person(1)
    row[column] = value

    assert problems(of(row)) == [(cell, text)]


def test_the_same_twice_is_told_at_the_second_place() -> None:
    first, second = person(1), person(2)
    second[0], second[1], second[3], second[4] = first[0], "受講　花子1", first[3], "LEARNER1@example.jp"

    found = of(first, second)

    assert problems(found) == [(f"{letter}3", roster.TWICE.format(row=2)) for letter in "AEB"]


def test_a_column_of_the_personal_number_is_not_taken() -> None:
    assert problems(of([*person(1), "1234"], headings=[*HEADINGS, "個人番号"])) == [("J1", roster.MY_NUMBER)]


def test_no_headings_nobody_and_too_many_are_told() -> None:
    assert problems(of(headings=["x"])) == [("", roster.NO_HEADINGS)]
    assert problems(of()) == [("", roster.NOBODY)]
    assert problems(of(*[person(n) for n in range(1, 2002)])) == [("", roster.TOO_MANY)]
    assert problems(of(headings=["氏名", "フリガナ", "名前"])) == [
        ("C1", "「氏名」の列が二つあります。一つにしてください"),
        ("", roster.NOBODY),
    ]


@pytest.mark.parametrize(("column", "letters"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (701, "ZZ1"), (702, "AAA1")])
def test_columns_are_named_as_in_a_table_program(column: int, letters: str) -> None:
    assert address(0, column) == letters


any_cells = st.one_of(st.none(), st.text(max_size=20), st.integers(), st.floats(), st.dates(), st.booleans())


@given(st.lists(st.lists(any_cells, max_size=9), max_size=5))
def test_whatever_stands_in_a_table_nothing_breaks(rows: list[list[object]]) -> None:
    found = of(*rows)

    assert all(each.text for each in found.problems)
    assert len(found.entries) <= len(rows)


def test_a_workbook_tells_formulas_and_merged_cells() -> None:
    data = workbook(person(1, name="=1+1"), person(2), person(3), merged=["G3:G4"])

    assert problems(read(opened(data), TODAY)) == [
        ("G3", roster.MERGED.format(range="G3:G4")),
        ("B2", cells.FORMULA),
    ]


def test_a_csv_of_an_old_machine_is_read_and_its_own_signs_are_told() -> None:
    text = "氏名,フリガナ\r\n髙橋 花子,ﾀｶﾊｼ ﾊﾅｺ\r\n"
    private = text.encode("cp932") + b"\xf0\x40\x8e\x71,\xc0\r\n"

    assert problems(read(opened(text.encode("cp932")), TODAY)) == []
    assert problems(read(opened(text.encode("utf-8-sig")), TODAY)) == []
    assert problems(read(opened(private), TODAY)) == [("A3", cells.PRIVATE)]


def bomb() -> bytes:
    return with_part(workbook(person(1)), "xl/media/zeros.bin", b"\0" * (60 * 2**20))


def dense() -> bytes:
    return with_part(workbook(person(1)), "xl/media/zeros.bin", b"\0" * (20 * 2**20))


def crowded() -> bytes:
    made = io.BytesIO(workbook(person(1)))
    with zipfile.ZipFile(made, "a") as packed:
        for n in range(201):
            packed.writestr(f"xl/x{n}", b"")
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", uploads.EMPTY),
        (b"a" * (uploads.LARGEST + 1), uploads.TOO_LARGE),
        (uploads.OLD_EXCEL + b"x", uploads.OLD),
        (uploads.ZIP + b"broken", uploads.BROKEN),
        (bomb(), uploads.BOMB),
        (dense(), uploads.BOMB),
        (crowded(), uploads.BOMB),
        (with_part(workbook(person(1)), "xl/vbaProject.bin", b"x"), uploads.MACROS),
        (b"\0\1\2", uploads.NOT_TEXT),
        (b"\x81\xff\xfe", uploads.NOT_TEXT),
    ],
    ids=lambda value: str(value)[:8] if isinstance(value, str) else "",
)
def test_a_file_is_refused_from_outside(data: bytes, message: str) -> None:
    assert uploads.problem(data) == message


def test_what_only_looks_like_a_workbook_is_told_too() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("xl/workbook.xml", '<!DOCTYPE x [<!ENTITY a "b">]><workbook>&a;</workbook>')

    with pytest.raises(Unreadable, match="壊れている"):
        opened(made.getvalue())


def known(**changed: Any) -> Known:
    usual: dict[str, Any] = {
        "by_email": {},
        "learners": {},
        "same": {},
        "offices": {"1370000001": "ひまわり"},
        "seats": 10,
        "adds_offices": False,
    }
    return Known(**usual | changed)


def test_a_line_means_a_new_person_a_known_one_or_one_who_is_there() -> None:
    found = of(person(1), person(2), person(3, email=None))
    here = {"learner2@example.jp": Someone(22, "受講花子2")}
    born_on = found.entries[2].get(Column.BORN_ON) or ""

    made = plan(found, known(by_email=here, learners={33: 3}, same={("受講花子3", born_on): [33]}))

    assert [(line.meaning, line.person_id) for line in made.lines] == [
        (Meaning.NEW, None),
        (Meaning.KNOWN, 22),
        (Meaning.PRESENT, 33),
    ]
    assert list(made.problems) == []


def test_what_does_not_fit_those_who_are_here_is_told_at_its_cell() -> None:
    found = of(person(1, office="1370000002"), person(2), person(3))
    here = {"learner2@example.jp": Someone(22, "別人")}

    made = plan(found, known(by_email=here, learners={33: 3}))

    assert [(each.cell, each.text[:14]) for each in made.problems] == [
        ("F2", "登録のない事業所番号です。「"),
        ("E3", "このメールアドレスで登録してい"[:14]),
        ("A4", "この受講番号は、クラスのほかの人"[:14]),
    ]
    assert "「1370000001（ひまわり）」ではありませんか" in made.problems[0].text


def test_unknown_offices_are_added_on_request_when_they_have_a_name() -> None:
    found = of(person(1, office="99", office_name="あおぞら"), person(2, office="98"))

    assert [each.cell for each in plan(found, known(adds_offices=True)).problems] == ["F3"]


def test_faults_are_told_as_one_reads_a_sheet() -> None:
    found = of(person(1, office="99"), person(1), person(3, born_on="来年"))

    cells = [each.cell for each in plan(found, known(learners={33: 3})).problems]

    assert cells == ["F2", "A3", "B3", "E3", "A4", "D4"]


def test_a_list_beyond_the_capacity_and_another_name_of_an_office_are_worth_knowing() -> None:
    made = plan(of(person(1, office="1370000001", office_name="日向"), person(2)), known(seats=1))

    assert list(made.notices) == [
        "G2：事業所番号 1370000001 は「ひまわり」として登録があります。登録の名前を使います",
        "定員を1人超えます。番号の順に、超えた人は空き待ちになります",
    ]
