"""A cell of a list of learners: what each column may hold, and why a value cannot be taken."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.accounts.rules import LONGEST_NAME, is_email, normal_email, normal_kana
from app.training.rules.days import day_of

FORMULA = "数式が入っています。数式ではなく、値を入れてください"
NAME_FORMULA = "数式のように = で始まっています。氏名をそのまま入れてください"
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
MOST_FIGURES = 7
FIRST_YEAR = 1900
YOUNGEST = 15


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
    PROFESSION = "profession"


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
    Column.PROFESSION: "職種",
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
    "基礎資格": Column.PROFESSION,
    "保有資格": Column.PROFESSION,
}
HEADINGS = {label: column for column, label in COLUMN_LABELS.items()} | OTHER_HEADINGS


@dataclass(frozen=True, slots=True)
class Raw:
    """A cell as it came: its value, and whether a formula made it."""

    value: object
    formula: bool = False


class Wrong(Exception):
    """A cell cannot be taken; the message says why."""


def value(column: Column, raw: Raw, today: date) -> str:
    """The cell as it is stored, in its usual width; Wrong when it cannot be taken."""
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
    figures = usual.lstrip("0")
    if not usual.isascii() or not usual.isdigit() or not 1 <= len(figures) <= MOST_FIGURES:
        raise Wrong(BAD_NUMBER)
    return figures


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
    Column.PROFESSION: _short,
}
