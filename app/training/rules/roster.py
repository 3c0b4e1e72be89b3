"""A list of learners from a table: which column is which, who stands in it, and what is wrong in which cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.accounts.rules import LONGEST_NAME, is_email, normal_email, normal_kana
from app.training.rules.days import day_of
from app.training.rules.running import LARGEST_COHORT

FORMULA = "数式が入っています。数式ではなく、値を入れてください"
NAME_FORMULA = "数式のように = で始まっています。氏名をそのまま入れてください"
MERGED = "セルが結合されています（{range}）。結合を解いて、それぞれの行に入れてください"
MISSING = "{what}を入れてください"
TOO_LONG = "{length}文字までにしてください"
PRIVATE = "この環境だけの外字が入っています。標準の文字にしてください（例：髙、﨑、𠮷 は使えます）"
CONTROL = "使えない文字（制御文字）が入っています。入力し直してください"
BAD_KANA = "カタカナかひらがなで入れてください"
BAD_DAY = "日付として読み取れません。1980/4/1 や 昭和55年4月1日 の形で入れてください"
SERIAL = "日付ではなく数になっています。セルの書式を「日付」にするか、1980/4/1 の形で入れてください"
ODD_DAY = "生年月日としては、ありえない日です"
BAD_EMAIL = "メールアドレスの形が違います。例：sato@example.jp"
BAD_NUMBER = "1から9999999までの数字で入れてください"
BAD_REGISTRATION = "8桁の数字で入れてください。先頭の0が消えていませんか（セルの書式を「文字列」にします）"
TWICE = "{row}行目と同じです。同じ人なら一行にし、違う人なら直してください"
NO_HEADINGS = "「氏名」と「フリガナ」の見出しの行が見つかりません。様式のファイルの1行目をお使いください"
HEADING_TWICE = "「{heading}」の列が二つあります。一つにしてください"
MY_NUMBER = "個人番号（マイナンバー）の列があります。個人番号はお預かりしません。列を消して、保存し直してください"
NOBODY = "見出しの下に、受講者の行がありません"
TOO_MANY = f"一度に読み取れるのは{LARGEST_COHORT:,}人までです。ファイルを分けてください"
IGNORED = "「{heading}」の列は読み取りません"
LOOK_FOR_HEADINGS = 10
FIRST_YEAR = 1900
YOUNGEST = 15
MOST_PROBLEMS = 200


class Column(StrEnum):
    NUMBER = "number"
    NAME = "name"
    KANA = "kana"
    FORMER_NAME = "former_name"
    BORN_ON = "born_on"
    EMAIL = "email"
    REGISTRATION = "registration"
    OFFICE_CODE = "office_code"
    OFFICE_NAME = "office_name"
    GROUP = "group"


COLUMN_LABELS = {
    Column.NUMBER: "受講番号",
    Column.NAME: "氏名",
    Column.KANA: "フリガナ",
    Column.FORMER_NAME: "旧姓",
    Column.BORN_ON: "生年月日",
    Column.EMAIL: "メールアドレス",
    Column.REGISTRATION: "登録番号",
    Column.OFFICE_CODE: "事業所番号",
    Column.OFFICE_NAME: "事業所名",
    Column.GROUP: "演習班",
}
OTHER_HEADINGS = {
    "番号": Column.NUMBER,
    "NO": Column.NUMBER,
    "NO.": Column.NUMBER,
    "名前": Column.NAME,
    "お名前": Column.NAME,
    "受講者氏名": Column.NAME,
    "ふりがな": Column.KANA,
    "カナ": Column.KANA,
    "氏名カナ": Column.KANA,
    "氏名(カナ)": Column.KANA,
    "旧姓(併記)": Column.FORMER_NAME,
    "メール": Column.EMAIL,
    "EMAIL": Column.EMAIL,
    "E-MAIL": Column.EMAIL,
    "介護支援専門員登録番号": Column.REGISTRATION,
    "事業所コード": Column.OFFICE_CODE,
    "事業所": Column.OFFICE_NAME,
    "勤務先": Column.OFFICE_NAME,
    "班": Column.GROUP,
    "グループ": Column.GROUP,
}
HEADINGS = {label: column for column, label in COLUMN_LABELS.items()} | OTHER_HEADINGS
REFUSED_HEADINGS = ("個人番号", "マイナンバー")


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as it came: its value, and whether a formula made it."""

    value: object
    formula: bool = False


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


class Wrong(Exception):
    """A cell cannot be taken; the message says why."""


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
    rows = [(n, row) for n, row in enumerate(table.rows) if n > start and not _blank(row)]
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
        named = [(column, _heading(raw.value)) for column, raw in enumerate(row)]
        places = {HEADINGS[text]: column for column, text in named if text in HEADINGS}
        if {Column.NAME, Column.KANA} <= places.keys():
            found.places.update(places)
            found.problems.extend(_bad_headings(n, named))
            unread = [text for _, text in named if text and text not in HEADINGS]
            found.notices.extend(IGNORED.format(heading=text[:30]) for text in unread)
            return n
    return None


def _heading(value: object) -> str:
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


def _blank(row: Sequence[Raw]) -> bool:
    return all(raw.value is None or not str(raw.value).strip() for raw in row)


def _entry(n: int, row: Sequence[Raw], found: Roster, today: date) -> Entry:
    values: dict[Column, str] = {}
    for column, place in found.places.items():
        raw = row[place] if place < len(row) else Raw(None)
        try:
            values[column] = _value(column, raw, today)
        except Wrong as wrong:
            shown = "" if raw.value is None else str(raw.value)[:40]
            found.problems.append(Problem(address(n, place), str(wrong), shown))
    return Entry(n + 1, values)


def _value(column: Column, raw: Raw, today: date) -> str:
    if raw.formula:
        raise Wrong(FORMULA)
    if raw.value is None or not str(raw.value).strip():
        if column in (Column.NAME, Column.KANA):
            raise Wrong(MISSING.format(what=COLUMN_LABELS[column]))
        return ""
    if column is Column.BORN_ON:
        return _born_on(raw.value, today)
    return READERS[column](_text(raw.value))


def _text(value: object) -> str:
    """The cell as text: one space between words; a whole number has no point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    if any(unicodedata.category(sign) == "Co" for sign in text):
        raise Wrong(PRIVATE)
    if any(unicodedata.category(sign) in ("Cc", "Cs", "Cn") for sign in text):
        raise Wrong(CONTROL)
    return text


def _name(text: str) -> str:
    if text.startswith(("=", "＝")):
        raise Wrong(NAME_FORMULA)
    return _short(text)


def _short(text: str) -> str:
    if len(text) > LONGEST_NAME:
        raise Wrong(TOO_LONG.format(length=LONGEST_NAME))
    return text


def _kana(text: str) -> str:
    kana = _short(normal_kana(text))
    if not all("ァ" <= sign <= "ヺ" or sign in "ー・ " for sign in kana):
        raise Wrong(BAD_KANA)
    return kana


def _born_on(value: object, today: date) -> str:
    if isinstance(value, int | float):
        if not 19_000_000 < value < 21_000_000:
            raise Wrong(SERIAL)
        value = int(value)
    try:
        day = day_of(value)
    except ValueError:
        raise Wrong(BAD_DAY) from None
    if not FIRST_YEAR <= day.year <= today.year - YOUNGEST:
        raise Wrong(ODD_DAY)
    return day.isoformat()


def _email(text: str) -> str:
    email = normal_email(text)
    if not is_email(email):
        raise Wrong(BAD_EMAIL)
    return email


def _number(text: str) -> str:
    usual = unicodedata.normalize("NFKC", text)
    if not usual.isascii() or not usual.isdigit() or not 1 <= int(usual) <= 9_999_999:
        raise Wrong(BAD_NUMBER)
    return str(int(usual))


def _registration(text: str) -> str:
    usual = unicodedata.normalize("NFKC", text).replace("-", "")
    if len(usual) != 8 or not (usual.isascii() and usual.isdigit()):
        raise Wrong(BAD_REGISTRATION)
    return usual


def _code(text: str) -> str:
    return _short("".join(unicodedata.normalize("NFKC", text).split()))


READERS: dict[Column, Callable[[str], str]] = {
    Column.NUMBER: _number,
    Column.NAME: _name,
    Column.KANA: _kana,
    Column.FORMER_NAME: _name,
    Column.EMAIL: _email,
    Column.REGISTRATION: _registration,
    Column.OFFICE_CODE: _code,
    Column.OFFICE_NAME: _short,
    Column.GROUP: _short,
}


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
