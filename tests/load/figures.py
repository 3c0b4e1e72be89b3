"""How figures are summed up and written down: medians, percentiles, a table for README."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * percent // 100).__int__() - 1)]


def milliseconds(values: Sequence[float]) -> str:
    """p50 / p95 / p99 in milliseconds."""
    return " / ".join(f"{percentile(values, percent) * 1000:.1f}" for percent in (50, 95, 99))


def ratio(ours: Sequence[float], bare: Sequence[float]) -> str:
    """The median of the ratios pair by pair, and from where to where they went."""
    ratios = [mine / its for mine, its in zip(ours, bare, strict=True)]
    return f"{median(ratios):.2f}（{min(ratios):.2f}–{max(ratios):.2f}）"


@dataclass(slots=True)
class Table:
    """Rows of a figure, ours, the bare one's, and what was asked."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, title: str, ours: str, bare: str = "", goal: str = "") -> None:
        self.rows.append((title, ours, bare, goal))

    def __str__(self) -> str:
        head = ("", "ケアマネ学舎", "素の Flask", "目標")
        widths = [max(_width(row[column]) for row in (head, *self.rows)) for column in range(4)]
        lines = [_line(head, widths), "|".join(["", *("-" * (width + 2) for width in widths), ""])]
        return "\n".join([*lines, *(_line(row, widths) for row in self.rows)])


def _line(row: Iterable[str], widths: Sequence[int]) -> str:
    cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
    return f"| {' | '.join(cells)} |"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
