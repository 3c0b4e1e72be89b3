"""What a backup says of itself: from which tables it was made, how many rows, and the digest of each."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

FORMAT = 1
NOT_A_MANIFEST = "控えの目録が読めません。ケアマネ学舎の控えかどうかをお確かめください。"
NEWER_FORMAT = "この控えは、より新しい版のケアマネ学舎で作られています。先にプログラムを新しくしてください。"


class Kind(StrEnum):
    """How a column's values are written down, the same for every kind of database."""

    TEXT = "text"
    JSON = "json"
    WHOLE = "whole"
    NUMBER = "number"
    REAL = "real"
    YES_NO = "yes_no"
    INSTANT = "instant"
    DAY = "day"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its kind and, for a decimal number, its digits after the point."""

    name: str
    kind: Kind
    scale: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is read and written; `key` orders its rows, so that its digest is the same everywhere."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """What of a table a backup holds."""

    table: Table
    rows: int
    sha256: str


class Unreadable(ValueError):
    """The manifest is none, or one of a later time; the message says which, in Japanese."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The contents of a backup; `revision` is the migration at which its tables stood."""

    made_at: datetime
    revision: str
    tables: tuple[Kept, ...]

    @property
    def rows(self) -> int:
        return sum(kept.rows for kept in self.tables)

    def count(self, table: str) -> int:
        """How many rows of this table there are; none of a table that it does not know."""
        return next((kept.rows for kept in self.tables if kept.table.name == table), 0)

    def as_json(self) -> str:
        """The file `manifest.json`."""
        said = {"format": FORMAT, "made_at": self.made_at.isoformat(), "revision": self.revision}
        return json.dumps({**said, "tables": [asdict(kept) for kept in self.tables]}, ensure_ascii=False, indent=1)


def read_manifest(text: str | bytes) -> Manifest:
    """The manifest that was written; raises Unreadable, in words, for anything else."""
    try:
        said = json.loads(text)
        if said["format"] > FORMAT:
            raise Unreadable(NEWER_FORMAT)
        made_at = datetime.fromisoformat(said["made_at"])
        return Manifest(made_at, str(said["revision"]), tuple(_kept(row) for row in said["tables"]))
    except Unreadable:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(NOT_A_MANIFEST) from error


def _kept(row: Any) -> Kept:
    about = row["table"]
    columns = tuple(Column(one["name"], Kind(one["kind"]), one["scale"]) for one in about["columns"])
    return Kept(Table(about["name"], columns, tuple(about["key"])), row["rows"], row["sha256"])


def differing(kept: Sequence[Kept], found: Sequence[Kept]) -> list[str]:
    """The names of the tables whose rows are not those that were kept."""
    there = {row.table.name: (row.rows, row.sha256) for row in found}
    return [row.table.name for row in kept if there.get(row.table.name) != (row.rows, row.sha256)]
