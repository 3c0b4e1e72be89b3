"""A list that was sent in: how far it has come, and what its lines mean for those who are here already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from app.training.rules.cells import Column
from app.training.rules.roster import Entry, Problem, Roster, address


class ImportState(StrEnum):
    READING = "reading"
    WRONG = "wrong"
    READY = "ready"
    APPLIED = "applied"
    UNDONE = "undone"
    EXPIRED = "expired"


IMPORT_LABELS = {
    ImportState.READING: "読取中",
    ImportState.WRONG: "要修正",
    ImportState.READY: "取込前",
    ImportState.APPLIED: "取込済み",
    ImportState.UNDONE: "取消済み",
    ImportState.EXPIRED: "期限切れ",
}


class Meaning(StrEnum):
    """What a line comes to."""

    NEW = "new"
    KNOWN = "known"
    PRESENT = "present"


MEANING_LABELS = {Meaning.NEW: "新しい人", Meaning.KNOWN: "登録のある人", Meaning.PRESENT: "すでに受講者（変えません）"}

NUMBER_TAKEN = "この受講番号は、クラスのほかの人が使っています"
OTHER_NAME = "このメールアドレスで登録している人の氏名と違います。メールアドレスか氏名を確かめてください"
NAMESAKE = (
    "同じ氏名の受講者がクラスにいます。同じ人なら、メールアドレスを消して受講番号を合わせてください。"
    "別の人なら、生年月日を入れてください"
)
UNKNOWN_OFFICE = "登録のない事業所番号です。{hint}「知らない事業所を加える」を選ぶか、番号を直してください"
LIKE = "「{code}（{name}）」ではありませんか。"
OFFICE_NAME_WANTED = "新しい事業所を加えるには、事業所名の列が要ります"
OTHER_OFFICE_NAME = "{cell}：事業所番号 {code} は「{name}」として登録があります。登録の名前を使います"
OVER = "定員を{count}人超えます。番号の順に、超えた人は空き待ちになります"


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who is here already."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known where the list is to go."""

    by_email: Mapping[str, Someone]
    learners: Mapping[int, int | None]
    same: Mapping[tuple[str, str], Sequence[int]]
    offices: Mapping[str, str]
    seats: int
    adds_offices: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list with what it comes to; the person is nobody yet when it is a new one."""

    entry: Entry
    meaning: Meaning
    person_id: int | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a list comes to: its lines, what is wrong, what is worth knowing."""

    lines: Sequence[Line]
    problems: Sequence[Problem]
    notices: Sequence[str]


def plan(roster: Roster, known: Known) -> Plan:
    """What each line means here; a number, an office or a name that does not fit is told at its cell."""
    lines = [_line(entry, known) for entry in roster.entries]
    problems, notices = list(roster.problems), list(roster.notices)
    taken = {number: person_id for person_id, number in known.learners.items() if number is not None}
    for line in lines:
        problems.extend(_problems(line, roster, known, taken))
        notices.extend(_office_notice(line, roster, known))
    coming = sum(line.meaning is not Meaning.PRESENT for line in lines)
    if coming > known.seats:
        notices.append(OVER.format(count=coming - max(0, known.seats)))
    return Plan(lines, sorted(problems, key=_place), list(dict.fromkeys(notices)))


def _place(problem: Problem) -> tuple[int, int, str]:
    """As one reads a sheet: row by row, from left to right; what concerns the whole file comes first."""
    letters = problem.cell.rstrip("0123456789")
    return int(problem.cell[len(letters) :] or 0), len(letters), letters


def _line(entry: Entry, known: Known) -> Line:
    someone = known.by_email.get(entry.get(Column.EMAIL) or "")
    person_id = someone.person_id if someone else _namesake(entry, known)
    if person_id is None:
        return Line(entry, Meaning.NEW, None)
    return Line(entry, Meaning.PRESENT if person_id in known.learners else Meaning.KNOWN, person_id)


def _namesake(entry: Entry, known: Known) -> int | None:
    """Without a known address somebody of the class is known by name and birthday; of several, by the number."""
    found = known.same.get((bare(entry.get(Column.NAME) or ""), entry.get(Column.BORN_ON) or ""), ())
    by_number = {str(known.learners.get(person_id)): person_id for person_id in found}
    return by_number.get(entry.get(Column.NUMBER) or "", next(iter(found), None))


def _may_be_another(line: Line, known: Known) -> bool:
    """A name alone says little: with another address or another number it may be somebody else of that name."""
    entry, number = line.entry, line.entry.get(Column.NUMBER)
    email = entry.get(Column.EMAIL)
    if line.person_id is None or entry.get(Column.BORN_ON) or email in known.by_email:
        return False
    theirs = known.learners.get(line.person_id)
    return int(number) != theirs if number and theirs else email is not None


def bare(name: str) -> str:
    """A name without its spaces, to compare."""
    return "".join(name.split())


def _problems(line: Line, roster: Roster, known: Known, taken: Mapping[int, int]) -> Iterator[Problem]:
    entry = line.entry
    number = entry.get(Column.NUMBER)
    if number and taken.get(int(number), line.person_id) != line.person_id:
        yield _at(entry, Column.NUMBER, roster, NUMBER_TAKEN)
    someone = known.by_email.get(entry.get(Column.EMAIL) or "")
    name = entry.get(Column.NAME)
    if someone and name and bare(someone.name) != bare(name):
        yield _at(entry, Column.EMAIL, roster, OTHER_NAME)
    if _may_be_another(line, known):
        yield _at(entry, Column.NAME, roster, NAMESAKE)
    yield from _office_problems(entry, roster, known)


def _office_problems(entry: Entry, roster: Roster, known: Known) -> Iterator[Problem]:
    code = entry.get(Column.OFFICE_CODE)
    if code and code not in known.offices:
        if not known.adds_offices:
            yield _at(entry, Column.OFFICE_CODE, roster, UNKNOWN_OFFICE.format(hint=_hint(code, known.offices)))
        elif not entry.get(Column.OFFICE_NAME):
            yield _at(entry, Column.OFFICE_CODE, roster, OFFICE_NAME_WANTED)


def _hint(code: str, offices: Mapping[str, str]) -> str:
    near = get_close_matches(code, offices, n=1, cutoff=0.8)
    return LIKE.format(code=near[0], name=offices[near[0]]) if near else ""


def _office_notice(line: Line, roster: Roster, known: Known) -> Iterator[str]:
    code, name = line.entry.get(Column.OFFICE_CODE), line.entry.get(Column.OFFICE_NAME)
    stored = known.offices.get(code or "")
    if code and name and stored and bare(stored) != bare(name):
        cell = address(line.entry.row - 1, roster.places[Column.OFFICE_NAME])
        yield OTHER_OFFICE_NAME.format(cell=cell, code=code, name=stored)


def _at(entry: Entry, column: Column, roster: Roster, text: str) -> Problem:
    return Problem(address(entry.row - 1, roster.places[column]), text, entry.get(column) or "")
