"""How the word after a number is read: the analyser sees the digits, but not what they do to it."""

from __future__ import annotations

import re
import unicodedata

HARD_P = frozenset({0, 1, 3, 4, 6, 8})  # じゅっぷん, いっぷん, さんぷん …
H_TO_P = frozenset({0, 1, 6, 8})  # じゅっぽん, いっぽん …
DAYS_IN_KA = frozenset({*range(2, 11), 14, 20, 24})  # ふつか … とおか, じゅうよっか, はつか
BY_LAST_DIGIT = {"本": ("ほん", "ぼん", "ぽん"), "杯": ("はい", "ばい", "ぱい"), "匹": ("ひき", "びき", "ぴき")} | {
    "階": ("かい", "がい", "かい")
}
AFTER_A_NUMBER = {"床": "しょう", "割": "わり", "名": "めい", "口": "くち"}
# 6月に1回, 12月間: a length of time, as statutes write it.
MONTHS_LONG = re.compile("間|以|未満|ごと|を超|を経|に[0-9０-９一二三]")


def number_at_the_end(text: str) -> int | None:
    """The number with which the text ends, in digits of either width."""
    digits = ""
    for sign in reversed(unicodedata.normalize("NFKC", text)):
        if not sign.isdecimal():
            break
        digits = sign + digits
    return int(digits[-9:]) if digits else None


def counted(before: str, unit: str, after: str, reading: str | None) -> str | None:
    """How `unit` is read between these texts; None where digits and unit have one reading together (1人, 2人)."""
    number = number_at_the_end(before)
    if number is None:
        return reading
    match unit:
        case "人":
            return None if number in (1, 2) else "にん"
        case "日":
            return _day(before, number)
        case "月":
            return "つき" if MONTHS_LONG.match(after) else "がつ"
        case "分":
            return "ぶん" if after.startswith("の") else ("ぷん" if number % 10 in HARD_P else "ふん")
    return _by_last_digit(unit, number % 10) or AFTER_A_NUMBER.get(unit, reading)


def _by_last_digit(unit: str, digit: int) -> str | None:
    if unit not in BY_LAST_DIGIT:
        return None
    plain, voiced, hard = BY_LAST_DIGIT[unit]
    return voiced if digit == 3 else (hard if digit in H_TO_P else plain)


def _day(before: str, number: int) -> str | None:
    """1日 is ついたち in a date, where the digit and 日 cannot be told apart, and いちにち elsewhere."""
    if number == 1:
        return None if before.rstrip("0123456789０１２３４５６７８９").endswith("月") else "にち"
    return "か" if number in DAYS_IN_KA else "にち"
