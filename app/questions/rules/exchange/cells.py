"""Cells of tables as people type them: in any encoding, any width, and never a formula."""

from __future__ import annotations

import re
import unicodedata

MOST = 10
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: str) -> str:
    """A spreadsheet would reckon with a cell that begins so; an apostrophe makes it text."""
    return f"'{cell}" if cell.startswith(FORMULA) or cell.startswith("'") else cell


def decoded(content: bytes) -> str | None:
    """The text: with a BOM or without, UTF-8 or what Excel in Japan writes; None when it is neither."""
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def positions(typed: str) -> list[int]:
    """「１・３」, "1,3", "1 3", "①③" → [1, 3]; nothing for what is no key."""
    usual = unicodedata.normalize("NFKC", typed)
    words = re.findall(r"\d+", usual)
    rest = re.sub(r"[\d・、,/\s.]+", "", usual)
    if len(words) == 1 and len(words[0]) > 1 and int(words[0]) > MOST:
        words = list(words[0])
    return sorted({int(word) for word in words if len(word) < 4}) if not rest else []
