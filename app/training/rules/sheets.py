"""Lists that leave the site for a table program: their rows, and what keeps a cell from becoming a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Cell = str | int | float | date | None
FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MISSING = "〓"


class Layout(StrEnum):
    """As what a list is written."""

    XLSX = "xlsx"
    CSV_UTF8 = "csv-utf8"
    CSV_CP932 = "csv-cp932"


LAYOUT_LABELS = {
    Layout.XLSX: "Excel（xlsx）",
    Layout.CSV_UTF8: "CSV（UTF-8）",
    Layout.CSV_CP932: "CSV（Shift_JIS）",
}


class ListKind(StrEnum):
    """Which list."""

    COMPLETERS = "completers"
    REGISTER = "register"
    PROGRESS = "progress"
    RECORDS = "records"
    EFFECT = "effect"
    GROUPS = "groups"
    LICENCES = "licences"


LIST_LABELS = {
    ListKind.COMPLETERS: "修了者名簿",
    ListKind.REGISTER: "修了証明書台帳",
    ListKind.PROGRESS: "進み具合",
    ListKind.RECORDS: "研修記録シート",
    ListKind.EFFECT: "研修の効果",
    ListKind.GROUPS: "演習班の名簿",
    ListKind.LICENCES: "受講者の資格",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list with its headings."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def safe(cell: Cell) -> str:
    """The cell as text that no table program takes for a formula; a number is none, also below zero."""
    text = "" if cell is None else cell.isoformat() if isinstance(cell, date) else str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(FORMULA_BEGINS) else text


def as_csv(sheet: Sheet, layout: Layout) -> bytes:
    """The list as a CSV file; a sign that Shift_JIS lacks becomes 〓."""
    written = io.StringIO(newline="")
    lines = csv.writer(written, lineterminator="\r\n")
    lines.writerow([safe(each) for each in sheet.headings])
    lines.writerows([safe(cell) for cell in row] for row in sheet.rows)
    text = written.getvalue()
    if layout is Layout.CSV_UTF8:
        return text.encode("utf-8-sig")
    return "".join(each if _has(each) else MISSING for each in text).encode("cp932")


def _has(sign: str) -> bool:
    try:
        sign.encode("cp932")
    except UnicodeEncodeError:
        return False
    return True
