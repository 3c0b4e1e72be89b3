"""Tables of a PostgreSQL as COPY text, out and in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from psycopg import Connection, sql

from app.operation.rules.backup import Column, Kind, Table

BLOCK = 1024 * 1024
INSTANT = "YYYY-MM-DD HH24:MI:SS.US"


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of a table, ordered by its key, in blocks of whole lines."""
    chosen = sql.SQL(", ").join(_written(column) for column in table.columns)
    kinds = {column.name: column.kind for column in table.columns}
    order = sql.SQL(", ").join(_ordered(name, kinds[name]) for name in table.key)
    statement = sql.SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT").format(
        chosen, sql.Identifier(table.name), order
    )
    waiting = bytearray()
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in copy:
            waiting += row
            if len(waiting) >= BLOCK:
                yield bytes(waiting)
                waiting.clear()
    if waiting:
        yield bytes(waiting)


def fill(connection: Connection, table: Table, blocks: Iterable[bytes]) -> None:
    """Put the rows into the table, in place of those that the migrations left there; the next ids follow them."""
    name = sql.Identifier(table.name)
    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    with connection.cursor() as cursor:
        if cursor.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(name)).fetchone():
            cursor.execute(sql.SQL("DELETE FROM {}").format(name))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(name, columns)) as copy:
            for block in blocks:
                copy.write(block)
        for key in table.key:
            _count_on(connection, table, key)


def empty(connection: Connection) -> None:
    """Take away every table and function of ours, within the transaction."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    for (name,) in tables:
        connection.execute(sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier("public", name)))
    # An extension's functions are none of ours.
    own = (
        "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
        "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e')"
    )
    for (signature,) in connection.execute(own).fetchall():
        connection.execute(b"DROP FUNCTION " + signature.encode())


def _written(column: Column) -> sql.Composable:
    name = sql.Identifier(column.name)
    if column.kind is Kind.INSTANT:
        return sql.SQL("to_char({}, {})").format(name, sql.Literal(INSTANT))
    return name


def _ordered(name: str, kind: Kind) -> sql.Composable:
    """Text by its code points, as SQLite orders it, whatever the server's language."""
    place = sql.Identifier(name)
    return sql.SQL('{} COLLATE "C"').format(place) if kind is Kind.TEXT else place


def _count_on(connection: Connection, table: Table, column: str) -> None:
    found = connection.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', column]).fetchone()
    if found and found[0]:
        statement = sql.SQL("SELECT setval(%s, coalesce(max({0}), 1), max({0}) IS NOT NULL) FROM {1}")
        connection.execute(statement.format(sql.Identifier(column), sql.Identifier(table.name)), [found[0]])
