"""What is true of statistics: figures and their flags, curves of items, equating, the bank, and early warning."""

from __future__ import annotations

from app.statistics.rules.figures import (
    BASIS_LABELS,
    CLEAR_FROM,
    FEW,
    FLAG_ADVICE,
    FLAG_LABELS,
    GRAVE,
    PLACE_FROM,
    TOO_FEW,
    TOO_FEW_MARK,
    Basis,
    Flag,
    Scale,
    ScoreClass,
    classes_of,
    flags_of,
    standing,
)

__all__ = [
    "BASIS_LABELS",
    "CLEAR_FROM",
    "FEW",
    "FLAG_ADVICE",
    "FLAG_LABELS",
    "GRAVE",
    "PLACE_FROM",
    "TOO_FEW",
    "TOO_FEW_MARK",
    "Basis",
    "Flag",
    "Scale",
    "ScoreClass",
    "classes_of",
    "flags_of",
    "standing",
]
