"""What tables there are and how their columns are written down: found in the database itself, not in the models.

A backup of an older time has the tables of that time.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, types
from sqlalchemy.engine.interfaces import ReflectedColumn

from app.operation.rules.backup import Column, Kind, Table

OWN_TABLE = "alembic_version"
# The first that fits: a DateTime is no Date here, a Float no Numeric.
KINDS: tuple[tuple[type[types.TypeEngine[Any]], Kind], ...] = (
    (types.Boolean, Kind.YES_NO),
    (types.DateTime, Kind.INSTANT),
    (types.Date, Kind.DAY),
    (types.Float, Kind.REAL),
    (types.Numeric, Kind.NUMBER),
    (types.Integer, Kind.WHOLE),
    (types.JSON, Kind.JSON),
    (types.LargeBinary, Kind.BYTES),
    (types.String, Kind.TEXT),
)


class StrangeColumn(Exception):
    """A column of a type that no backup knows: a bug of whoever added it, found by the drill."""


def found(connection: Connection) -> list[Table]:
    """Every table, those first on which others lean."""
    looked = inspect(connection)
    names = [name for name, _ in looked.get_sorted_table_and_fkc_names() if name and name != OWN_TABLE]
    return [
        Table(
            name,
            tuple(_column(column) for column in looked.get_columns(name)),
            tuple(looked.get_pk_constraint(name)["constrained_columns"]),
        )
        for name in names
    ]


def _column(column: ReflectedColumn) -> Column:
    for type_, kind in KINDS:
        if isinstance(column["type"], type_):
            return Column(column["name"], kind, getattr(column["type"], "scale", None) if kind is Kind.NUMBER else None)
    raise StrangeColumn(f"{column['name']}: {column['type']}")


def quoted(name: str) -> str:
    """A name of the database's own, safe inside a statement."""
    return '"' + name.replace('"', '""') + '"'
