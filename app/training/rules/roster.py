"""A list of learners from a table: which column is which, who stands in it, and what is wrong in which cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.training.rules import cells
from app.training.rules.cells import COLUMN_LABELS, HEADINGS, Column, Raw, Wrong
from app.training.rules.running import LARGEST_COHORT

MERGED = "セルが結合されています（{range}）。結合を解いて、それぞれの行に入れてください"
TWICE = "{row}行目と同じです。同じ人なら一行にし、違う人なら直してください"
NO_HEADINGS = "「氏名」と「フリガナ」の見出しの行が見つかりません。様式のファイルの1行目をお使いください"
HEADING_TWICE = "「{heading}」の列が二つあります。一つにしてください"
MY_NUMBER = "個人番号（マイナンバー）の列があります。個人番号はお預かりしません。列を消して、保存し直してください"
NOBODY = "見出しの下に、受講者の行がありません"
TOO_MANY = f"一度に読み取れるのは{LARGEST_COHORT:,}人までです。ファイルを分けてください"
IGNORED = "「{heading}」の列は読み取りません"
LOOK_FOR_HEADINGS = 10
MOST_PROBLEMS = 200
REFUSED_HEADINGS = ("個人番号", "マイナンバー")


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet: its rows from the first, and the ranges that are merged, as (row, column, name)."""

    rows: Sequence[Sequence[Raw]]
    merged: Sequence[tuple[int, int, str]] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a cell, and what stands there; `cell` is empty for the file as a whole."""

    cell: str
    text: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A learner of the list; the row is that of the file, counted from one."""

    row: int
    values: Mapping[Column, str]

    def get(self, column: Column) -> str | None:
        return self.values.get(column) or None


@dataclass(frozen=True, slots=True)
class Roster:
    """What stands in a list."""

    entries: list[Entry] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    places: dict[Column, int] = field(default_factory=dict)


def address(row: int, column: int) -> str:
    """B12 for row 11 and column 1, both counted from nought."""
    letters, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        letters = chr(ord("A") + place) + letters
    return f"{letters}{row + 1}"


def read(table: Table, today: date) -> Roster:
    """Read a list; every problem is told at its cell, and nobody is left out silently."""
    found = Roster()
    start = _find_headings(table, found)
    if start is None:
        found.problems.append(Problem("", NO_HEADINGS))
        return found
    rows = [(n, row) for n, row in enumerate(table.rows) if n > start and not blank(row)]
    if not rows:
        found.problems.append(Problem("", NOBODY))
    if len(rows) > LARGEST_COHORT:
        found.problems.append(Problem("", TOO_MANY))
        return found
    used = set(found.places.values())
    merged = [(row, column, name) for row, column, name in table.merged if row > start and column in used]
    found.problems.extend(Problem(address(row, column), MERGED.format(range=name)) for row, column, name in merged)
    for n, row in rows:
        found.entries.append(_entry(n, row, found, today))
    _find_doubles(found)
    return found


def _find_headings(table: Table, found: Roster) -> int | None:
    """The row of the headings among the first ones; fills in which column is which."""
    for n, row in enumerate(table.rows[:LOOK_FOR_HEADINGS]):
        named = [(column, heading_of(raw.value)) for column, raw in enumerate(row)]
        places = {HEADINGS[text]: column for column, text in named if text in HEADINGS}
        if {Column.NAME, Column.KANA} <= places.keys():
            found.places.update(places)
            found.problems.extend(_bad_headings(n, named))
            unread = [text for _, text in named if text and text not in HEADINGS]
            found.notices.extend(IGNORED.format(heading=text[:30]) for text in unread)
            return n
    return None


def heading_of(value: object) -> str:
    """A heading as it is compared: in its usual width, without spaces, in capitals."""
    text = unicodedata.normalize("NFKC", "" if value is None else str(value))
    return "".join(text.split()).upper()


def _bad_headings(row: int, named: Iterable[tuple[int, str]]) -> Iterable[Problem]:
    seen: set[Column] = set()
    for column, text in named:
        if any(word in text for word in REFUSED_HEADINGS):
            yield Problem(address(row, column), MY_NUMBER)
        known = HEADINGS.get(text)
        if known in seen:
            yield Problem(address(row, column), HEADING_TWICE.format(heading=COLUMN_LABELS[known]))
        if known is not None:
            seen.add(known)


def blank(row: Sequence[Raw]) -> bool:
    """Whether nothing stands in the row."""
    return all(raw.value is None or not str(raw.value).strip() for raw in row)


def _entry(n: int, row: Sequence[Raw], found: Roster, today: date) -> Entry:
    values: dict[Column, str] = {}
    for column, place in found.places.items():
        raw = row[place] if place < len(row) else Raw(None)
        try:
            values[column] = cells.value(column, raw, today)
        except Wrong as wrong:
            shown = "" if raw.value is None else str(raw.value)[:40]
            found.problems.append(Problem(address(n, place), str(wrong), shown))
    return Entry(n + 1, values)


def _find_doubles(found: Roster) -> None:
    """The same address, number or person twice is told at the second place."""
    for column in (Column.NUMBER, Column.EMAIL, Column.REGISTRATION):
        _tell_doubles(found, column, [entry.get(column) for entry in found.entries])
    _tell_doubles(found, Column.NAME, [_same_person(entry) for entry in found.entries])


def _same_person(entry: Entry) -> str | None:
    """Who has the same name and was born on the same day is the same person."""
    name, born_on = entry.get(Column.NAME), entry.get(Column.BORN_ON)
    return f"{''.join(name.split())} {born_on}" if name and born_on else None


def _tell_doubles(found: Roster, column: Column, marks: Sequence[str | None]) -> None:
    first: dict[str, Entry] = {}
    for entry, mark in zip(found.entries, marks, strict=True):
        if mark is None:
            continue
        before = first.setdefault(mark, entry)
        if before is not entry:
            cell = address(entry.row - 1, found.places[column])
            found.problems.append(Problem(cell, TWICE.format(row=before.row), entry.values.get(column, "")))
