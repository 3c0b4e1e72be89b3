"""Tables of other people: workbooks typed by hand, the CSV of TAO, and what would swell."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import openpyxl
import pytest
import xlsxwriter

from app.questions import formats
from app.questions.rules.exchange.package import Effect, Format
from app.questions.rules.stock import Image
from tests.questions import foreign_files as files
from tests.questions.mangled import TODAY, own, read, said


def test_the_table_of_tao_is_known_by_its_headings() -> None:
    package = read(Format.CSV, files.TAO_CSV)
    semicolons = read(Format.CSV, "question;choice_1;choice_2;correct_answer\n問;甲;乙;choice_3\n")

    assert [(one.stem, one.key, one.tags) for one in package.questions] == [
        ("保険者はどれか。", (1, 3), ("制度",)),
        ("申請先はどれか。", (1,), ()),
    ]
    assert [remark.place for remark in semicolons.remarks if remark.stops] == ["2行目"]


def workbook(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        fill(book)
    return out.getvalue()


def test_a_workbook_typed_by_hand_is_read_with_numbers_days_and_formulas() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Sheet1")
        day = book.add_format({"num_format": "yyyy/mm/dd"})
        sheet.write_row(0, 0, ["番号", "問題文", "正答", "選ぶ数", "基準日", *(f"肢{n}の文" for n in range(1, 6))])
        sheet.write_row(1, 0, [7, "どれか。", "１・３", 2, "", *"甲乙丙丁戊"])
        sheet.write_datetime(1, 4, TODAY, day)
        sheet.write_formula(2, 0, "=1+1", None, 2)
        sheet.write_row(2, 1, ["何か。", "2", "", "", "甲", "乙"])

    package = read(Format.XLSX, workbook(fill))

    assert package.sound
    first, second = package.questions
    assert (first.id, first.key, first.as_of, first.official) == ("7", (1, 3), TODAY, True)
    assert (second.id, second.key) == ("2", (2,))
    assert "数式のセルがあります（A3）。最後に計算された値を読み込みます" in said(package, Effect.NOTED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK", "zip として"),
        (files.zipped({"xl/workbook.bin": b"x"}), "ブック（.xlsx）として"),
        (files.zipped({"xl/workbook.xml": b"<x/>"}), "ブック（.xlsx）として"),
        (
            files.zipped({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": b'<c r="A1"/><c r="XFD1048576"/>'}),
            "表が大きすぎます",
        ),
    ],
    ids=["no zip", "xlsb", "no sheets", "far cell"],
)
def test_a_bad_workbook_is_refused_before_it_swells(content: bytes, message: str) -> None:
    package = read(Format.XLSX, content)

    assert [remark for remark in package.remarks if remark.stops and message in remark.message]


def test_the_head_of_our_table_is_locked_and_what_has_few_answers_is_chosen() -> None:
    book = openpyxl.load_workbook(io.BytesIO(b"".join(formats.write(Format.XLSX, own()))))
    table = book["問題"]
    lists = {str(rule.sqref).partition(":")[0]: rule.formula1 for rule in table.data_validations.dataValidation}

    assert (table.protection.sheet, table.freeze_panes) == (True, "B2")
    assert [table[cell].protection.locked for cell in ("A1", "D1", "A2", "D2")] == [True, True, False, False]
    assert {table[f"{cell[0]}1"].value for cell in lists} == {"状態", "出題項目", "選ぶ数", "正答", "難しさ"}
    assert lists["C2"].startswith("出題項目!$A$2:$A$")
    assert '"1・2,' in lists["F2"]


def test_a_long_text_goes_on_in_the_next_cell() -> None:
    package = own()
    picture = files.png() + b"\0" * 60_000
    package.images["images/a.png"] = picture
    package.questions[0] = replace(package.questions[0], image=Image("images/a.png", "図"))

    back = read(Format.XLSX, b"".join(formats.write(Format.XLSX, package)))

    assert back.questions == package.questions
    assert back.images == {"images/a.png": picture}
