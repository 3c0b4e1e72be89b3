"""Lists that search, sort, page and export: one way for all of them.

A query names its columns and what may be searched; a page shows one `Listing`, a CSV holds all of it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select

from app import clock
from app.db import db

ROWS_A_PAGE = 50
AT_A_TIME = 500
# A cell that begins so would be run by a spreadsheet.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOTHING = ""
Wanted = Select[*tuple[Any, ...]]  # any columns and entities


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what its cell says of a row, by what it sorts, and where a click on it leads.

    `first` is "up" or "down" on the column by which the list stands before anybody has sorted it.
    """

    key: str
    label: str
    value: Callable[[Any], object]
    order: Sequence[Any] = ()
    link: Callable[[Any], str] | None = None
    amount: bool = False
    first: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asked a list for: words, a column to sort by, a page, and what it is narrowed to."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    narrowed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of what was found."""

    columns: Sequence[Column]
    rows: Sequence[Any]
    total: int
    wish: Wish

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ROWS_A_PAGE))

    @property
    def sortable(self) -> list[Column]:
        return [column for column in self.columns if column.order]

    @property
    def sorted_by(self) -> str:
        return _order(self.columns, self.wish)[0].key

    @property
    def descending(self) -> bool:
        return _order(self.columns, self.wish)[1]


def listing(wanted: Wanted, columns: Sequence[Column], wish: Wish, *, last: Any) -> Listing:
    """The page that was wished for; `last` is the id that keeps the order of equals."""
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    page = ordered(wanted, columns, wish, last).limit(ROWS_A_PAGE).offset((wish.page - 1) * ROWS_A_PAGE)
    return Listing(columns, db.session.execute(page).all(), total, wish)


def every_row(wanted: Wanted, columns: Sequence[Column], wish: Wish, *, last: Any) -> Iterator[Any]:
    """All rows in the wished order, some at a time: an export of everybody does not stand in memory as objects."""
    rows = db.session.execute(ordered(wanted, columns, wish, last).execution_options(yield_per=AT_A_TIME))
    for part in rows.partitions():
        yield from part


def ordered(wanted: Wanted, columns: Sequence[Column], wish: Wish, last: Any) -> Wanted:
    """By the wished column, or as the list stands before anybody has sorted it."""
    column, descending = _order(columns, wish)
    return wanted.order_by(*((one.desc() if descending else one) for one in (*column.order, last)))


def _order(columns: Sequence[Column], wish: Wish) -> tuple[Column, bool]:
    able = [column for column in columns if column.order]
    wished = next((column for column in able if column.key == wish.sort), None)
    if wished is not None:
        return wished, wish.descending
    first = next((column for column in able if column.first), able[0])
    return first, first.first == "down"


def as_csv(columns: Sequence[Column], rows: Iterable[Any], *, encoding: str = "utf-8-sig") -> bytes:
    """The rows for a spreadsheet; what looks like a formula is made plain text."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([column.label for column in columns])
    for row in rows:
        writer.writerow([_cell(column.value(row)) for column in columns])
    return out.getvalue().encode(encoding, errors="replace")


def _cell(value: object) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, datetime):
        return f"{clock.jst(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
