"""Certificates: their number, their words, what somebody may ask about one, and when one holds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

NUMBER_MARK = "{番号}"
YEAR_MARK = "{年度}"
HOURS_MARK = "{時間}"
BODY_MARKS = frozenset({"{研修名}", "{版}", HOURS_MARK, "{期間}", "{修了日}"})
MARK = re.compile(r"\{[^{}]*\}")
DIGITS = 5
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 24
MOST_AT_ONCE = 500
FORBIDDEN = frozenset('\\/:*?"<>|')
USUAL_TITLE = "修了証明書"
USUAL_PATTERN = "第{年度}-{番号}号"
USUAL_BODY = "あなたは、{研修名}の全課程（{時間}）を修了したことを証します。"
UNKNOWN_MARKS = "使えない印があります：{marks}。使えるのは {known} です。"
NUMBER_WANTED = "番号の形には {番号} を入れてください。入れないと、同じ番号が二つできます。"


class CertificateState(StrEnum):
    VALID = "valid"
    REPLACED = "replaced"
    REVOKED = "revoked"


CERTIFICATE_LABELS = {
    CertificateState.VALID: "有効",
    CertificateState.REPLACED: "再交付により失効",
    CertificateState.REVOKED: "取消し",
}


def state(*, revoked: bool, replaced: bool) -> CertificateState:
    """A revoked one stays revoked, also when another was issued in its place."""
    if revoked:
        return CertificateState.REVOKED
    return CertificateState.REPLACED if replaced else CertificateState.VALID


def fiscal_year(day: date) -> int:
    """年度: it begins in April."""
    return day.year if day.month >= 4 else day.year - 1


def number(pattern: str, year: int, serial: int) -> str:
    """台帳番号 by the organisation's pattern."""
    return pattern.replace(YEAR_MARK, str(year)).replace(NUMBER_MARK, f"{serial:0{DIGITS}}")


def counted_in(pattern: str, year: int) -> int | None:
    """The 年度 in which the count of these numbers begins anew; None where the number does not tell the years apart."""
    return year if YEAR_MARK in pattern else None


def pattern_problem(pattern: str) -> str | None:
    """What is wrong with a pattern of numbers."""
    if NUMBER_MARK not in pattern:
        return NUMBER_WANTED
    return _unknown(pattern, frozenset({NUMBER_MARK, YEAR_MARK}))


def body_problem(body: str) -> str | None:
    """What is wrong with the words of a certificate."""
    return _unknown(body, BODY_MARKS)


def _unknown(text: str, known: frozenset[str]) -> str | None:
    unknown = sorted(set(MARK.findall(text)) - known)
    return UNKNOWN_MARKS.format(marks="、".join(unknown), known="、".join(sorted(known))) if unknown else None


def filled(body: str, values: Mapping[str, str | None]) -> str:
    """The words with what they stand for; ValueError names a mark for which nothing is known."""

    def value(found: re.Match[str]) -> str:
        known = values.get(found[0])
        if known is None:
            raise ValueError(found[0])
        return known

    return MARK.sub(value, body)


def shown_former_name(name: str, former: str | None) -> str | None:
    """旧姓 as it stands beside the name: the family name alone where the given name is the same."""
    if not former:
        return None
    old, new = former.split(), name.split()
    return old[0] if len(old) == 2 and len(new) == 2 and old[1] == new[1] else former


def same_name(typed: str, printed: str) -> bool:
    """Is this the name that was printed? Spaces and widths do not matter."""
    return bool(_bare(typed)) and _bare(typed) == _bare(printed)


def _bare(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def file_name(name: str) -> str:
    """A name under which any system can keep the file."""
    return "".join("_" if sign in FORBIDDEN or ord(sign) < 32 else sign for sign in name)
