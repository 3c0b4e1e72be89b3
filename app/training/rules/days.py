"""Days as people type them, western or by Japanese era, in any width; and as a sentence says them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

ERA_BEGINS = {"令和": 2019, "平成": 1989, "昭和": 1926, "大正": 1912, "明治": 1868}
LETTERS = {"R": "令和", "H": "平成", "S": "昭和", "T": "大正", "M": "明治"}
WESTERN = re.compile(r"(\d{4})\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?")
ERA = re.compile(
    r"(令和|平成|昭和|大正|明治|[RHSTM])\s*(\d{1,2}|元)\s*[年/.\-]\s*(\d{1,2})\s*[月/.\-]\s*(\d{1,2})\s*日?"
)
PLAIN = re.compile(r"(\d{4})(\d{2})(\d{2})")
DASHES = str.maketrans("‐‑‒–—―−ー", "--------")


def day_ja(day: date) -> str:
    """The day in words, for a sentence."""
    return f"{day.year}年{day.month}月{day.day}日"


def weekday_ja(day: date) -> str:
    """The same with the day of the week, for whoever has to come."""
    return f"{day_ja(day)}（{'月火水木金土日'[day.weekday()]}）"


def day_of(value: object) -> date:
    """The day that a cell or a person means; ValueError for what is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = unicodedata.normalize("NFKC", str(value)).translate(DASHES).strip().upper()
    if found := ERA.fullmatch(text):
        return _of_era(*found.groups())
    if found := WESTERN.fullmatch(text) or PLAIN.fullmatch(text):
        return date(*map(int, found.groups()))
    raise ValueError(text)


def _of_era(era: str, year: str, month: str, day: str) -> date:
    begins = ERA_BEGINS[LETTERS.get(era, era)]
    return date(begins + (1 if year == "元" else int(year)) - 1, int(month), int(day))
