"""Workbooks from anywhere: what would swell is refused before any library unpacks it, and what a cell says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from app.questions.rules.exchange import archives
from app.questions.rules.exchange.package import Package

MOST_CELLS = 3_000_000
MOST_TEXT = 200 * 2**20
NO_WORKBOOK = "Excel のブック（.xlsx）として読み取れません"
TOO_LARGE = "表が大きすぎます。使っていない行や列を消して、保存し直してください"
FORMULA = "数式のセルがあります（{cells}）。最後に計算された値を読み込みます"
CELL_NAME = re.compile(rb"""\sr=["']([A-Z]{1,3})([0-9]{1,7})["']""")
ROW_NUMBER = re.compile(rb"""<(?:\w+:)?row\s[^>]*?\br=["']([0-9]{1,7})["']""")
RECKONED = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{1,3}[0-9]{1,7})["'][^>]*>\s*<(?:\w+:)?f[\s>/]""")
SHARED = re.compile(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", re.DOTALL)
REFERENCE = re.compile(rb"""\st=["']s["'][^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})<""")


def is_sound(content: bytes, package: Package) -> bool:
    """May it be read? What keeps it out is among the package's remarks."""
    files = archives.unpacked(content, package, archives.OF_A_WORKBOOK)
    if package.sound and "xl/workbook.xml" not in files:
        package.refuse("ファイル", NO_WORKBOOK)
    if package.sound:
        _check(files, package)
    return package.sound


def _check(files: Mapping[str, bytes], package: Package) -> None:
    """A cell far out, or one long text named a million times, would fill the memory: look before it is read."""
    lengths = [len(match[0]) for match in SHARED.finditer(files.get("xl/sharedStrings.xml", b""))]
    text = 0
    for name, sheet in files.items():
        if not name.startswith("xl/worksheets/"):
            continue
        cells = [(_column(match[1]), int(match[2])) for match in CELL_NAME.finditer(sheet)]
        rows = max([*(row for _, row in cells), *(int(match[1]) for match in ROW_NUMBER.finditer(sheet))], default=0)
        text += sum(lengths[at] for match in REFERENCE.finditer(sheet) if (at := int(match[1])) < len(lengths))
        if rows * max((column for column, _ in cells), default=0) > MOST_CELLS or text > MOST_TEXT:
            package.refuse(name, TOO_LARGE)
        if reckoned := [match[1].decode() for match in RECKONED.finditer(sheet)]:
            package.warn(name, FORMULA.format(cells="、".join(reckoned[:5])))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def typed(cell: object) -> str:
    """As one would type it: 3 for the number 3.0, 2026-10-01 for the day."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return str(cell)
