"""The CSV of TAO: one question a row, choices in numbered columns, the right ones by the columns' names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from app.questions.rules.exchange import foreign, hypertext
from app.questions.rules.exchange.foreign import Found, Option
from app.questions.rules.exchange.package import Package

NEEDED = {"question", "correct_answer", "choice_1"}
CHOICE = re.compile(r"choice_(\d{1,2})")
NO_SUCH_CHOICE = "correct_answer の「{said}」という選択肢はありません"


def is_tao(headings: Sequence[str]) -> bool:
    """Does the table begin as one of TAO does?"""
    return set(headings) >= NEEDED


def read_row(cells: Mapping[str, str], package: Package, place: str, today: date) -> None:
    """Take in one row."""
    names = sorted((name for name in cells if CHOICE.fullmatch(name)), key=lambda name: int(name.rpartition("_")[2]))
    used = [name for name in names if cells[name].strip()]
    said = [one.strip() for one in re.split(r"[,;]", cells["correct_answer"]) if one.strip()]
    if unknown := [one for one in said if one not in used]:
        package.refuse(place, NO_SUCH_CHOICE.format(said=unknown[0][:40]))
        return
    options = []
    for name in used:
        words = hypertext.words(cells[name])
        words.tell(package, place)
        options.append(Option(words.text, name in said))
    scores = {cells.get(f"{name}_score", "").strip() for name in said} - {""}
    if len(scores) > 1:
        package.approximate(place, foreign.PARTIAL)
    stem = hypertext.words(cells["question"])
    stem.tell(package, place)
    tags = [value for name, value in cells.items() if name.startswith("metadata_") and value.strip()]
    image = foreign.image_of(stem.pictures, {}, package, place)
    foreign.add(Found(stem.text, options, cells.get("name", ""), "", tags, image), package, place, today)
