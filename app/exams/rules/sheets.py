"""Marks typed in from answer sheets: a row of a table for each person, a column for each question."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.exams.rules.choices import mask_of
from app.questions.rules.exchange.cells import decoded, positions

WHO, NAME = "メールアドレス", "氏名"
AS_TEXT = "'"  # with which the table that was handed out begins a cell that a spreadsheet would reckon with
NUMBER = re.compile(r"(?:問題?\s*)?([0-9]{1,3})")
NO_TEXT = "文字コードを読み取れません。UTF-8 か Shift_JIS（CP932）の CSV か、Excel（.xlsx）で保存してください。"
NO_TABLE = "CSV として読み取れません。ひな形に書き込んだ表を使ってください。"
NO_WHO = f"見出し「{WHO}」がありません。ひな形の見出しを使ってください。"
MISSING = "問{numbers}の列がありません。ひな形の見出しを使ってください。"
EMPTY = "解答の行がありません。"
TWICE = "同じ人の行が二つあります。"
UNREADABLE = "問{number}の「{typed}」を読み取れません。「1・3」の形で書いてください。"
NO_SUCH = "問{number}に{choice}番の肢はありません。"
MOST_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and in which line of the table; 0 is the table itself."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """The marks of one person by number, as masks; what was left blank is not among them."""

    line: int
    who: str
    marks: Mapping[int, int]


def headings(questions: int) -> list[str]:
    """The first row of the table."""
    return [WHO, NAME, *(f"問{number}" for number in range(1, questions + 1))]


def read(content: bytes, statements: Sequence[int]) -> tuple[list[Sheet], list[Fault]]:
    """The sheets of the table, or everything that is wrong with it; `statements` says how many each question has."""
    text = decoded(content)
    if text is None or "\0" in text:
        return [], [Fault(0, NO_TEXT)]
    try:
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except csv.Error:
        return [], [Fault(0, NO_TABLE)]
    return read_rows(rows, statements)


def read_rows(rows: Sequence[Sequence[str]], statements: Sequence[int]) -> tuple[list[Sheet], list[Fault]]:
    """The same of a table that is cells already."""
    columns, who, fault = _columns(rows[0] if rows else [], len(statements))
    if fault is not None:
        return [], [Fault(1, fault)]
    sheets, faults = [], []
    for line, cells in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in cells):
            sheet, wrong = _sheet(line, cells, columns, who, statements)
            faults += wrong
            sheets.append(sheet)
    return sheets, [*faults, *_of_all(sheets)]


def _columns(cells: Sequence[str], questions: int) -> tuple[dict[int, int], int, str | None]:
    """The column of each question, that of the person, and what is missing."""
    usual = [unicodedata.normalize("NFKC", cell).strip() for cell in cells]
    columns = {int(match[1]): at for at, cell in enumerate(usual) if (match := NUMBER.fullmatch(cell))}
    if WHO not in usual:
        return columns, 0, NO_WHO
    missing = [str(number) for number in range(1, questions + 1) if number not in columns]
    if missing:
        return columns, 0, MISSING.format(numbers="、".join(missing[:10]))
    return columns, usual.index(WHO), None


def _sheet(
    line: int, cells: Sequence[str], columns: Mapping[int, int], who: int, statements: Sequence[int]
) -> tuple[Sheet, list[Fault]]:
    marks, faults = {}, []
    for number, most in enumerate(statements, 1):
        typed = cells[columns[number]].strip() if columns[number] < len(cells) else ""
        if not typed:
            continue
        chosen = positions(typed)
        if not chosen:
            faults.append(Fault(line, UNREADABLE.format(number=number, typed=typed[:20])))
        elif not 1 <= min(chosen) <= max(chosen) <= most:
            faults.append(
                Fault(line, NO_SUCH.format(number=number, choice=max(chosen) if max(chosen) > most else min(chosen)))
            )
        else:
            marks[number] = mask_of(chosen)
    said = cells[who] if who < len(cells) else ""
    address = "".join(unicodedata.normalize("NFKC", said).split()).lower()
    return Sheet(line, address.removeprefix(AS_TEXT), marks), faults


def _of_all(sheets: Sequence[Sheet]) -> list[Fault]:
    if not sheets:
        return [Fault(0, EMPTY)]
    if len(sheets) > MOST_ROWS:
        return [Fault(0, f"一度に読み込めるのは{MOST_ROWS:,}人までです。表を分けてください。")]
    seen: set[str] = set()
    twice = []
    for sheet in sheets:
        if sheet.who in seen:
            twice.append(Fault(sheet.line, TWICE))
        seen.add(sheet.who)
    return twice
