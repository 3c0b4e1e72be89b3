"""The table of marks as an Excel workbook to be filled in: its head is locked, and every cell is a text."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import xlsxwriter

from app.exams.rules import sheets

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What looks like a formula, an address of a page or a number is what it says: 「1・3」 is no day.
AS_TYPED = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
TABLE, ADVICE = "解答", "書き方"
WIDTHS = (32, 18, 8)
LINES = (
    "シート「解答」の一行に一人の解答を書きます。見出しの行は変えられません。",
    "選んだ番号を「1・3」のように書きます。「1,3」や「13」でもかまいません。",
    "空欄は無解答です。受けなかった人の行は消してください。",
    "もう一度読み込むと、変わったところだけを直します。",
)


def blank(questions: int, people: Iterable[tuple[str, str]]) -> bytes:
    """The workbook for so many questions, with a row for each address and name."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, AS_TYPED) as book:
        table, advice = book.add_worksheet(TABLE), book.add_worksheet(ADVICE)
        free = book.add_format({"locked": False, "num_format": "@"})
        head = book.add_format({"bold": True, "bg_color": "#e8f1fe", "border": 1})
        headings = sheets.headings(questions)
        for place in range(len(headings)):
            table.set_column(place, place, WIDTHS[min(place, 2)], free)
        _write(table, 0, headings, head)
        for line, person in enumerate(people, 1):
            _write(table, line, person, free)
        table.freeze_panes(1, 2)
        table.protect("", dict.fromkeys(("insert_rows", "delete_rows", "sort", "format_cells", "format_columns"), True))
        for line, words in enumerate(LINES):
            advice.write_string(line, 0, words)
        advice.set_column(0, 0, 80)
    return out.getvalue()


def _write(sheet: xlsxwriter.worksheet.Worksheet, line: int, cells: Sequence[str], style: object) -> None:
    for place, cell in enumerate(cells):
        sheet.write_string(line, place, cell, style)
