"""Tables written as a workbook or as CSV files in an archive, for the worker: no cell is ever a formula."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import xlsxwriter

from app.statistics.rules.columns import FileKind, harmless

Cell = str | int | float | None
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "nan_inf_to_errors": True}
SAME_TIME = (2026, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; rows may be made as they are written."""

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def written(tables: Iterable[Table], kind: FileKind) -> bytes:
    """All tables in one file."""
    return _workbook(tables) if kind is FileKind.XLSX else _archive(tables)


def _workbook(tables: Iterable[Table]) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, OPTIONS) as book:
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.title[:31])
            sheet.freeze_panes(1, 1)
            sheet.write_row(0, 0, table.head, bold)
            for place, row in enumerate(table.rows, 1):
                sheet.write_row(place, 0, row)
    return kept.getvalue()


def _archive(tables: Iterable[Table]) -> bytes:
    """The mark at the head of each file tells Excel that it is UTF-8."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, table in enumerate(tables, 1):
            entry = zipfile.ZipInfo(f"{place:02}-{table.title}.csv", SAME_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as raw, _text(raw) as text:
                lines = csv.writer(text)
                lines.writerow([harmless(word) for word in table.head])
                lines.writerows(_cells(row) for row in table.rows)
    return kept.getvalue()


def _text(raw: IO[bytes]) -> io.TextIOWrapper:
    return io.TextIOWrapper(raw, "utf-8-sig", newline="")


def _cells(row: Sequence[Cell]) -> Iterator[Cell]:
    return (harmless(cell) if isinstance(cell, str) else cell for cell in row)
