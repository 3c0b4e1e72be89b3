"""Open a list that somebody has sent, as a table of cells; for the worker alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from app.training.rules import uploads
from app.training.rules.cells import Raw
from app.training.rules.roster import LOOK_FOR_HEADINGS, Table
from app.training.rules.running import LARGEST_COHORT

MOST_ROWS = LARGEST_COHORT + LOOK_FOR_HEADINGS + 2
MOST_COLUMNS = 40


class Unreadable(Exception):
    """The file cannot be opened; the message says what to do."""


def opened(data: bytes) -> Table:
    """The first sheet of a workbook, or a CSV; Unreadable for what the outside did not show to be broken."""
    problem = uploads.problem(data)
    if problem:
        raise Unreadable(problem)
    return _workbook(data) if uploads.is_workbook(data) else _csv(data)


def _workbook(data: bytes) -> Table:
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=False, keep_links=False)
        sheet = next(page for page in book.worksheets if page.sheet_state == "visible")
    except Exception as error:  # the library raises of all kinds on what is no workbook; entities are refused too
        raise Unreadable(uploads.BROKEN) from error
    # All but the first cell of a merged range are empty: it is told once, at its first cell.
    merged = [(area.min_row - 1, area.min_col - 1, area.coord) for area in sheet.merged_cells.ranges]
    return Table([[_raw(cell) for cell in row] for row in _rows(sheet)], merged)


def _rows(sheet: Worksheet) -> Iterator[tuple[Cell | MergedCell, ...]]:
    """No more rows and columns than a list can have, whatever the sheet says of its size."""
    last, widest = min(sheet.max_row, MOST_ROWS), min(sheet.max_column, MOST_COLUMNS)
    return sheet.iter_rows(min_row=1, max_row=last, max_col=widest)


def _raw(cell: Cell | MergedCell) -> Raw:
    formula = not isinstance(cell, MergedCell) and cell.data_type == "f"
    return Raw(str(cell.value) if formula else cell.value, formula)


def _csv(data: bytes) -> Table:
    text = uploads.text(data) or ""
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error as error:
        raise Unreadable(uploads.NOT_TEXT) from error
    rows = [[Raw(value, value.startswith("=")) for value in line[:MOST_COLUMNS]] for line in lines[:MOST_ROWS]]
    return Table(rows)
