"""Article numbers, and the file laws.json that says which articles a statute has."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Mapping
from typing import Any

from app.questions.rules.citations import article_order
from app.questions.rules.stock import Law

_DIGITS = {letter: value for value, letter in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_LABEL = re.compile(r"第([〇一二三四五六七八九十百千]+)条((?:の[〇一二三四五六七八九十百千]+)*)")


def number(kanji: str) -> int:
    """百十五 → 115."""
    total, digit = 0, 0
    for letter in kanji:
        if letter in _UNITS:
            total += (digit or 1) * _UNITS[letter]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[letter]
    return total + digit


def article_number(label: str) -> str:
    """第百十五条の四十五の二 → "115-45-2"; raises ValueError for what is not one article."""
    match = _LABEL.fullmatch(label)
    if match is None:
        raise ValueError(label)
    return "-".join(str(number(part)) for part in [match[1], *match[2].split("の")[1:]])


def laws_of_index(index: Mapping[str, Mapping[str, Any]], wanted: Container[str]) -> dict[str, Law]:
    """The wanted statutes of an index {law id: {title, articles: [第一条, …]}}, with normal numbers."""
    return {
        law_id: Law(law_id, entry["title"], frozenset(map(article_number, entry["articles"])))
        for law_id, entry in index.items()
        if law_id in wanted
    }


def written(laws: Mapping[str, Law]) -> str:
    """The text of laws.json: a line for each statute, so that a change can be read."""
    lines = [
        f"{json.dumps(law_id)}: "
        + json.dumps({"title": law.title, "articles": sorted(law.articles, key=article_order)}, ensure_ascii=False)
        for law_id, law in sorted(laws.items())
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def read(text: str) -> dict[str, Law]:
    """laws.json as values; raises ValueError, KeyError or TypeError when it is not that file."""
    return {
        law_id: Law(law_id, entry["title"], frozenset(entry["articles"])) for law_id, entry in json.loads(text).items()
    }
