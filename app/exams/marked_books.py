"""Marks typed in Excel: the first sheet of a workbook as the rows of a table."""

from __future__ import annotations

import io
from collections.abc import Sequence

from python_calamine import CalamineWorkbook

from app.exams.rules.sheets import Fault, Sheet, read_rows
from app.questions.rules.exchange import books
from app.questions.rules.exchange.package import Package


def read(content: bytes, statements: Sequence[int]) -> tuple[list[Sheet], list[Fault]]:
    """The sheets in the workbook, or everything that is wrong with it; what would swell is not unpacked."""
    package = Package()
    if not books.is_sound(content, package):
        return [], [Fault(0, f"{remark.message}。") for remark in package.remarks if remark.stops]
    try:
        rows = _rows(content)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # the library ends in a panic of its own, which is no Exception
        return [], [Fault(0, f"{books.NO_WORKBOOK}。")]
    return read_rows(rows, statements)


def _rows(content: bytes) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    try:
        sheet = book.get_sheet_by_name(book.sheet_names[0])
        return [[books.typed(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    finally:
        book.close()
