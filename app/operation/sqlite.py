"""Tables of an SQLite file as COPY text, out and in.

The text is put together by SQLite itself, which is several times quicker than Python would be.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice

from app.operation.rules.backup import Column, Kind, Table
from app.operation.tables import quoted

LINES_A_BLOCK = 5_000
NOTHING = r"\N"
# A backslash first: it stands in all the others.
SIGNS = {"\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\v": "\\v"}
BACK = {written[1]: sign for sign, written in SIGNS.items()}
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


@contextmanager
def one_moment(connection: sqlite3.Connection) -> Iterator[None]:
    """What is read inside is the file as it stood at one moment; nobody who writes waits for it."""
    connection.execute("PRAGMA query_only = 1").close()
    connection.execute("BEGIN DEFERRED").close()
    try:
        yield
    finally:
        connection.execute("ROLLBACK").close()
        connection.execute("PRAGMA query_only = 0").close()


def lines(connection: sqlite3.Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, ordered by its key, in blocks of whole lines."""
    connection.create_function("shortest", 1, repr, deterministic=True)
    columns = " || char(9) || ".join(_written(column) for column in table.columns)
    order = ", ".join(quoted(name) for name in table.key)
    rows = connection.execute(f"SELECT {columns} FROM {quoted(table.name)} ORDER BY {order}")  # noqa: S608
    while block := rows.fetchmany(LINES_A_BLOCK):
        yield "".join(f"{line}\n" for (line,) in block).encode()


def fill(connection: sqlite3.Connection, table: Table, blocks: Iterable[bytes]) -> None:
    """Put the rows into the table, in place of those that the migrations left there."""
    name = quoted(table.name)
    if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone():  # noqa: S608
        connection.execute(f"DELETE FROM {name}")  # noqa: S608
    columns = ", ".join(quoted(column.name) for column in table.columns)
    places = ", ".join("?" * len(table.columns))
    statement = f"INSERT INTO {name} ({columns}) VALUES ({places})"  # noqa: S608
    readers = [READERS.get(column.kind, _text) for column in table.columns]
    rows = (_row(line, readers) for line in _whole_lines(blocks))
    while some := list(islice(rows, LINES_A_BLOCK)):
        connection.executemany(statement, some)


def _written(column: Column) -> str:
    """The expression that writes a value of the column down."""
    name = quoted(column.name)
    return f"CASE WHEN {name} IS NULL THEN '{NOTHING}' ELSE {_value(name, column)} END"


def _value(name: str, column: Column) -> str:
    match column.kind:
        case Kind.TEXT | Kind.JSON:
            return _escaped(name)
        case Kind.YES_NO:
            return f"CASE {name} WHEN 0 THEN 'f' ELSE 't' END"
        case Kind.INSTANT:
            # Rows that a migration has put in by hand may lack the parts of a second.
            return f"CASE length({name}) WHEN 19 THEN {name} || '.000000' ELSE {name} END"
        case Kind.NUMBER:
            return f"printf('%.{column.scale or 0}f', {name})"
        case Kind.REAL:
            return f"shortest(CAST({name} AS REAL))"
        case Kind.BYTES:
            return rf"'\\x' || lower(hex({name}))"
        case _:
            return f"CAST({name} AS TEXT)"


def _escaped(name: str) -> str:
    said = name
    for sign, written in SIGNS.items():
        said = f"replace({said}, char({ord(sign)}), '{written}')"
    return said


def _whole_lines(blocks: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for block in blocks:
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield line.decode()


def _row(line: str, readers: list[Callable[[str], object]]) -> list[object]:
    parts = zip(line.split("\t"), readers, strict=True)
    return [None if part == NOTHING else read(part) for part, read in parts]


def _text(part: str) -> str:
    return ESCAPED.sub(lambda found: BACK.get(found[1], found[1]), part) if "\\" in part else part


READERS: dict[Kind, Callable[[str], object]] = {
    Kind.WHOLE: int,
    Kind.REAL: float,
    Kind.NUMBER: float,  # what SQLAlchemy stores there
    Kind.YES_NO: lambda part: int(part == "t"),
    Kind.BYTES: lambda part: bytes.fromhex(part.removeprefix(r"\\x")),
}
