"""Who may need help, and why: a chance in words, and the reasons that somebody can act upon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.statistics.rules.figures import ScoreClass

UNLIKELY, LIKELY = 0.4, 0.75
LONG_AGO_DAYS = 60
IDLE_DAYS = 14
NOT_REACHED_SHARE = 0.05
WEAK_SECTION = 0.1
MOST_REASONS = 4
FIFTHS = 5


class Prospect(StrEnum):
    """How it stands with somebody."""

    UNLIKELY = "unlikely"
    OPEN = "open"
    LIKELY = "likely"


PROSPECT_LABELS = {
    Prospect.UNLIKELY: "届きにくい",
    Prospect.OPEN: "どちらとも言えない",
    Prospect.LIKELY: "届きそう",
}
PROSPECT_KINDS = {Prospect.UNLIKELY: "warning", Prospect.OPEN: "plain", Prospect.LIKELY: "success"}

# Of 20,000 simulated people (tests/load/simulation.py): said between, how many of them passed, in percent.
CALIBRATION = ((0, 10, 2), (10, 30, 15), (30, 50, 36), (50, 70, 62), (70, 90, 80), (90, 100, 96))


def prospect(chance: float) -> Prospect:
    """In a word."""
    if chance < UNLIKELY:
        return Prospect.UNLIKELY
    return Prospect.LIKELY if chance >= LIKELY else Prospect.OPEN


def said(chance: float) -> str:
    """In whole percent; never none or all, for nobody knows that."""
    if chance < 0.01:
        return "1%未満"
    return "99%を超える" if chance > 0.99 else f"{100 * chance:.0f}%"


@dataclass(frozen=True, slots=True)
class Part:
    """A field or a section as somebody did it the last time, beside what all did."""

    title: str
    score: int
    questions: int
    mean: float | None
    pass_mark: int | None = None
    chance: float | None = None
    expected: float | None = None


def part(stored: Mapping[str, Any]) -> Part:
    """As the worker has kept it."""
    return Part(**stored)


def reasons(
    fields: Sequence[Part],
    sections: Sequence[Part],
    *,
    not_reached: int,
    questions: int,
    sat_on: date,
    practised_on: date | None,
    today: date,
) -> list[str]:
    """What stands in the way, the heaviest first; each is something to act upon."""
    found = [_short(field) for field in fields if field.pass_mark is not None and (field.chance or 0) < LIKELY]
    weakest = max(sections, key=_behind, default=None)
    if weakest is not None and _behind(weakest) >= WEAK_SECTION:
        found.append(f"「{weakest.title}」が平均より{_behind(weakest) * weakest.questions:.1f}点低い")
    if questions and not_reached / questions >= NOT_REACHED_SHARE:
        found.append(f"終わりの{not_reached}問に届かなかった")
    if practised_on is None:
        found.append("練習をまだ始めていない")
    elif (today - practised_on).days >= IDLE_DAYS:
        found.append(f"{(today - practised_on).days}日練習していない")
    if (today - sat_on).days >= LONG_AGO_DAYS:
        found.append(f"最後の試験から{(today - sat_on).days}日たっている")
    return found[:MOST_REASONS]


def _short(field: Part) -> str:
    expected, mark = field.expected or 0.0, field.pass_mark or 0
    if expected < mark:
        return f"{field.title}が基準の{mark}点に{mark - expected:.1f}点足りない見込み"
    return f"{field.title}が基準の{mark}点すれすれの見込み"


def _behind(section: Part) -> float:
    if section.mean is None or not section.questions:
        return 0.0
    return (section.mean - section.score) / section.questions


def spread(counts: Sequence[int]) -> list[ScoreClass]:
    """How many have which chance, in fifths."""
    return [ScoreClass(f"{20 * place}–{20 * place + 20}", people) for place, people in enumerate(counts)]
