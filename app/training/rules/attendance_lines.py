"""A row of a table of attendance: what it comes to for somebody, and why a cell of it cannot be taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from app.training.rules.attendance import ATTENDANCE_LABELS, AttendanceState, Judged, Rule, at_most, judged
from app.training.rules.cells import Raw, Wrong
from app.training.rules.clock_cells import time_on
from app.training.rules.roster import Problem, address


class Column(StrEnum):
    NUMBER = "number"
    NAME = "name"
    KANA = "kana"
    SAID = "said"
    ARRIVED = "arrived"
    LEFT = "left"


COLUMN_LABELS = {
    Column.NUMBER: "受講番号",
    Column.NAME: "氏名",
    Column.KANA: "フリガナ",
    Column.SAID: "出欠",
    Column.ARRIVED: "到着",
    Column.LEFT: "退出",
}
SAID = {label: state for state, label in ATTENDANCE_LABELS.items()}
EARLY_ENTRY = timedelta(minutes=30)

BAD_SAID = "出席・遅刻・早退・欠席のどれかを入れてください"
SAID_WANTED = "時刻が入っています。出欠も入れてください"
ARRIVED_WANTED = "遅刻のときは、到着の時刻を入れてください"
LEFT_WANTED = "早退のときは、退出の時刻を入れてください"
TOO_EARLY = "開始の30分前より早い時刻です。開始は{begins:%H:%M}です"
TOO_LATE = "終了よりあとの時刻です。終了は{ends:%H:%M}です"
BACKWARDS = "退出は、到着よりあとの時刻にしてください"
NOT_ABSENT = "この到着と退出の時刻では「{state}」になります。欠席なら、時刻を消してください"


class Meaning(StrEnum):
    """What a row comes to."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


MEANING_LABELS = {Meaning.NEW: "新しく記録", Meaning.CHANGED: "記録を変更", Meaning.SAME: "変わりません"}


@dataclass(frozen=True, slots=True)
class Present:
    """What stands of somebody at the session already."""

    state: AttendanceState
    minutes: int
    arrived_at: datetime | None
    left_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody of the class; `stood` are the minutes that the ledger has of the session, if it has any.

    `room` is the most that the session can earn them.
    """

    enrolment_id: int
    number: str
    name: str
    expected: bool
    present: Present | None
    stood: int | None
    room: int


@dataclass(frozen=True, slots=True)
class Held:
    """The session: its times by Japan's clock, and the rule of its class."""

    begins: datetime
    ends: datetime
    rule: Rule


@dataclass(frozen=True, slots=True)
class Line:
    """A row with what it comes to, as it is kept until it is taken; `corrects` what stands in the ledger."""

    row: int
    enrolment: int
    number: str
    name: str
    said: str
    before: str
    after: str
    arrived: str | None
    left: str | None
    seen: int
    meaning: str
    corrects: bool

    def kept(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table; what cannot be taken is told at its cell."""

    n: int
    raws: Mapping[Column, Raw]
    places: Mapping[Column, int]
    problems: list[Problem]

    def wrong(self, column: Column, text: str) -> None:
        value = self.raws[column].value if column in self.raws else None
        cell = address(self.n, self.places[column]) if column in self.places else f"{self.n + 1}行目"
        self.problems.append(Problem(cell, text, "" if value is None else str(value)[:40]))

    def text(self, column: Column) -> str:
        value = self.raws[column].value if column in self.raws else None
        return "".join(unicodedata.normalize("NFKC", "" if value is None else str(value)).split())


def line_of(row: Row, someone: Someone, held: Held) -> Line | None:
    """What a row comes to; None for one that says nothing, or in which something is wrong."""
    before = len(row.problems)
    arrived, left = (_time(row, column, held) for column in (Column.ARRIVED, Column.LEFT))
    word = row.text(Column.SAID)
    said = SAID.get(word)
    if said is None:
        if word or arrived or left:
            row.wrong(Column.SAID, BAD_SAID if word else SAID_WANTED)
        return None
    came = _times(row, said, arrived, left, someone.present, held) if len(row.problems) == before else None
    if came is None or len(row.problems) > before:
        return None
    return _kept(row, someone, said, came, held)


def _time(row: Row, column: Column, held: Held) -> datetime | None:
    try:
        return time_on(held.begins, row.raws[column].value if column in row.raws else None)
    except Wrong as wrong:
        row.wrong(column, str(wrong))
        return None


Times = tuple[datetime | None, datetime | None]


def _times(
    row: Row, said: AttendanceState, arrived: datetime | None, left: datetime | None, known: Present | None, held: Held
) -> Times | None:
    """When somebody came and went; an empty cell leaves what stands, if that says the same."""
    if known and known.state is said:
        arrived, left = arrived or known.arrived_at, left or known.left_at
    if said is AttendanceState.ABSENT and arrived is None and left is None:
        return None, None
    if said is AttendanceState.LATE and arrived is None:
        row.wrong(Column.ARRIVED, ARRIVED_WANTED)
    if said is AttendanceState.EARLY and left is None:
        row.wrong(Column.LEFT, LEFT_WANTED)
    came = arrived or held.begins
    for column, problem in _odd(came, left, held):
        row.wrong(column, problem)
    return came, left


def _odd(came: datetime, left: datetime | None, held: Held) -> Iterator[tuple[Column, str]]:
    if came < held.begins - EARLY_ENTRY:
        yield Column.ARRIVED, TOO_EARLY.format(begins=held.begins)
    if came >= held.ends:
        yield Column.ARRIVED, TOO_LATE.format(ends=held.ends)
    if left and left <= max(came, held.begins):
        yield Column.LEFT, BACKWARDS


def _kept(row: Row, someone: Someone, said: AttendanceState, times: Times, held: Held) -> Line | None:
    came_of = at_most(judged(held.begins, held.ends, *times, held.rule), someone.room)
    if said is AttendanceState.ABSENT is not came_of.state:
        row.wrong(Column.SAID, NOT_ABSENT.format(state=ATTENDANCE_LABELS[came_of.state]))
        return None
    known = someone.present
    same = known is not None and (_minute(known.arrived_at), _minute(known.left_at)) == (
        _minute(times[0]),
        _minute(times[1]),
    )
    # A nought without a mark is what a table that was taken back has left: it needs no reason.
    stood = someone.stood if known else someone.stood or None
    meaning = Meaning.SAME if same else Meaning.CHANGED if known else Meaning.NEW
    return Line(
        row=row.n + 1,
        enrolment=someone.enrolment_id,
        number=someone.number,
        name=someone.name,
        said=ATTENDANCE_LABELS[said],
        before=_words(known) if known else "",
        after=_words(known if same and known else came_of),
        arrived=_iso(times[0]),
        left=_iso(times[1]),
        seen=known.version if known else 0,
        meaning=meaning.value,
        corrects=not same and stood not in (None, came_of.minutes),
    )


def _minute(at: datetime | None) -> datetime | None:
    return at and at.replace(second=0, microsecond=0)


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _words(of: Judged | Present) -> str:
    return f"{ATTENDANCE_LABELS[of.state]}（{of.minutes}分）"
