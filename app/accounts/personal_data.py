"""Which tables speak of people: each feature enters how to hand its rows out and how to erase them.

A house test sees to it that no table with a person in it is forgotten here.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

Row = dict[str, object]
Exporter = Callable[[int], list[Row]]
Eraser = Callable[[int, datetime], None]
Obstacle = Callable[[int], str | None]


PSEUDONYM = "退会者"


def pseudonym(person_id: int) -> str:
    """What a person is called who has left."""
    return f"{PSEUDONYM}{person_id}"


def keep(_person_id: int, _now: datetime) -> None:
    """An eraser for what stays, under the pseudonym, because a law or a result needs it."""


@dataclass(frozen=True, slots=True)
class Section:
    """One part of what the site knows of a person: its title, its tables, how to export and to erase it."""

    name: str
    tables: tuple[str, ...]
    exporter: Exporter
    eraser: Eraser


_sections: dict[str, Section] = {}
_obstacles: list[Obstacle] = []


def register(name: str, tables: Sequence[str], exporter: Exporter, eraser: Eraser = keep) -> None:
    """Enter tables; `name` is the heading that the person reads, the exporter's keys are read too (Japanese)."""
    _sections[name] = Section(name, tuple(tables), exporter, eraser)


def stands_in_the_way(obstacle: Obstacle) -> Obstacle:
    """Enter a reason, in Japanese, for which a person cannot be erased yet; None where it does not hold."""
    _obstacles.append(obstacle)
    return obstacle


def obstacles(person_id: int) -> list[str]:
    """All that has to be settled before the person is erased, each with what to do."""
    return [sentence for obstacle in _obstacles if (sentence := obstacle(person_id))]


def headings() -> list[str]:
    """The titles of all sections, in the order in which they are handed out."""
    return list(_sections)


def tables() -> frozenset[str]:
    """The tables that were entered."""
    return frozenset(table for section in _sections.values() for table in section.tables)


def export(person_id: int) -> dict[str, list[Row]]:
    """All that the site knows of the person, by heading."""
    return {section.name: section.exporter(person_id) for section in _sections.values()}


def erase(person_id: int, now: datetime) -> None:
    """Erase what may not be kept; the rooms above go first, since their rows lean on those below."""
    for section in reversed(_sections.values()):
        section.eraser(person_id, now)


def as_json(data: Mapping[str, list[Row]]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def zipped(files: Mapping[str, str]) -> bytes:
    """The files in one archive, as UTF-8."""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as zipper:
        for name, text in files.items():
            zipper.writestr(name, text)
    return archive.getvalue()


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
