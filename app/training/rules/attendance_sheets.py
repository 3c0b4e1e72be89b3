"""Who was at a session, from a table that was filled in: whose each row is, and what is wrong in which cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.training.rules import cells
from app.training.rules.attendance_lines import COLUMN_LABELS, Column, Held, Line, Meaning, Row, Someone, line_of
from app.training.rules.cells import Raw, Wrong
from app.training.rules.imports import bare
from app.training.rules.roster import (
    HEADING_TWICE,
    LOOK_FOR_HEADINGS,
    MERGED,
    MY_NUMBER,
    NOBODY,
    REFUSED_HEADINGS,
    TOO_MANY,
    TWICE,
    Problem,
    Table,
    address,
    blank,
    heading_of,
)
from app.training.rules.running import LARGEST_COHORT

OTHER_HEADINGS = {"番号": Column.NUMBER, "到着時刻": Column.ARRIVED, "退出時刻": Column.LEFT, "出席": Column.SAID}
HEADINGS = {label: column for column, label in COLUMN_LABELS.items()} | OTHER_HEADINGS
NEEDED = {Column.NUMBER, Column.NAME, Column.SAID}
NO_HEADINGS = "「受講番号」「氏名」「出欠」の見出しの行が見つかりません。この日程の様式の1行目をお使いください"
UNKNOWN = "この受講番号の人は、このクラスにいません"
NOT_EXPECTED = "この日程の対象ではない人です。演習班と、受講の状態を確かめてください"
OTHER_NAME = "受講番号{number}は「{name}」さんです。別のクラスの名簿ではないか、確かめてください"
NOTHING = "変わる人がいません。出欠の列を入れて、もう一度選んでください"
NO_ROW = "表に{count}人の行がないか、出欠が空です。その人の記録は変わりません"


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in a table."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def read(table: Table, people: Mapping[str, Someone], held: Held) -> Filled:
    """Read a table for those of the class by 受講番号; every problem is told at its cell."""
    found = Filled()
    start, places = _headings(table, found)
    if start is None:
        found.problems.append(Problem("", NO_HEADINGS))
        return found
    numbered = [(n, row) for n, row in enumerate(table.rows) if n > start and not blank(row)]
    if not numbered or len(numbered) > LARGEST_COHORT:
        found.problems.append(Problem("", TOO_MANY if numbered else NOBODY))
        return found
    found.problems.extend(_merged(table, start, places))
    seen: dict[str, int] = {}
    for n, raws in numbered:
        row = Row(n, {c: raws[place] for c, place in places.items() if place < len(raws)}, places, found.problems)
        someone = _someone(row, people, seen, held)
        line = line_of(row, someone, held) if someone else None
        if line:
            found.lines.append(line)
    _tell(found, people)
    return found


def _headings(table: Table, found: Filled) -> tuple[int | None, dict[Column, int]]:
    for n, row in enumerate(table.rows[:LOOK_FOR_HEADINGS]):
        places: dict[Column, int] = {}
        problems = []
        for place, text in enumerate(heading_of(raw.value) for raw in row):
            column = HEADINGS.get(text)
            if any(word in text for word in REFUSED_HEADINGS):
                problems.append(Problem(address(n, place), MY_NUMBER))
            if column in places:
                problems.append(Problem(address(n, place), HEADING_TWICE.format(heading=text)))
            elif column:
                places[column] = place
        if places.keys() >= NEEDED:
            found.problems.extend(problems)
            return n, places
    return None, {}


def _merged(table: Table, start: int, places: Mapping[Column, int]) -> Iterator[Problem]:
    for row, place, name in table.merged:
        if row > start and place in places.values():
            yield Problem(address(row, place), MERGED.format(range=name))


def _someone(row: Row, people: Mapping[str, Someone], seen: dict[str, int], held: Held) -> Someone | None:
    """Whose row it is; None where a cell of it cannot be taken."""
    formulas = [column for column, raw in row.raws.items() if raw.formula]
    for column in formulas:
        row.wrong(column, cells.FORMULA)
    if formulas:
        return None
    try:
        number = cells.value(cells.Column.NUMBER, row.raws.get(Column.NUMBER, Raw(None)), held.begins.date())
    except Wrong as wrong:
        row.wrong(Column.NUMBER, str(wrong))
        return None
    first, someone = seen.setdefault(number, row.n), people.get(number)
    problem = _not_here(number, someone) if first == row.n else TWICE.format(row=first + 1)
    if someone is None or problem:
        row.wrong(Column.NUMBER, problem or UNKNOWN)
        return None
    if row.text(Column.NAME) != bare(unicodedata.normalize("NFKC", someone.name)):
        row.wrong(Column.NAME, OTHER_NAME.format(number=number, name=someone.name))
        return None
    return someone


def _not_here(number: str, someone: Someone | None) -> str | None:
    if not number:
        return cells.MISSING.format(what=COLUMN_LABELS[Column.NUMBER])
    if someone is None:
        return UNKNOWN
    return None if someone.expected else NOT_EXPECTED


def _tell(found: Filled, people: Mapping[str, Someone]) -> None:
    if not found.problems and all(line.meaning == Meaning.SAME for line in found.lines):
        found.problems.append(Problem("", NOTHING))
    left = sum(each.expected for each in people.values()) - len(found.lines)
    if left > 0:
        found.notices.append(NO_ROW.format(count=left))
