"""Lists as Excel workbooks; for the worker alone."""

from __future__ import annotations

import io
from datetime import date

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from app.training.rules.sheets import XLSX, Cell, Layout, Sheet, as_csv

CSV = "text/csv; charset=utf-8"
CSV_CP932 = "text/csv; charset=Shift_JIS"
TYPES = {Layout.XLSX: XLSX, Layout.CSV_UTF8: CSV, Layout.CSV_CP932: CSV_CP932}
WIDEST = 40


def written(sheet: Sheet, layout: Layout) -> bytes:
    """The list in the layout that was asked for."""
    return _workbook(sheet) if layout is Layout.XLSX else as_csv(sheet, layout)


def _workbook(sheet: Sheet) -> bytes:
    made = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(made, options)
    page = book.add_worksheet(sheet.title[:31])
    head = book.add_format({"bold": True, "bg_color": "#e8f1fe", "border": 1, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy/mm/dd", "border": 1})
    plain = book.add_format({"border": 1, "num_format": "@"})
    number = book.add_format({"border": 1})
    page.write_row(0, 0, sheet.headings, head)
    for line, row in enumerate(sheet.rows, 1):
        for column, cell in enumerate(row):
            _write(page, line, column, cell, {str: plain, int: number, date: day})
    for column, heading in enumerate(sheet.headings):
        longest = max([len(str(heading)), *(len(str(row[column] or "")) for row in sheet.rows)])
        page.set_column(column, column, min(WIDEST, 2 + 2 * longest))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, max(1, len(sheet.rows)), len(sheet.headings) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    book.close()
    return made.getvalue()


def _write(page: Worksheet, line: int, column: int, cell: Cell, formats: dict[type, object]) -> None:
    """Each kind of cell as what it is: a text is never a formula, a day can be sorted."""
    if isinstance(cell, date):
        page.write_datetime(line, column, cell, formats[date])
    elif isinstance(cell, int | float):
        page.write_number(line, column, cell, formats[int])
    elif cell is None:
        page.write_blank(line, column, None, formats[str])
    else:
        page.write_string(line, column, cell, formats[str])
