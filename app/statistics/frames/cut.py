"""At the pass marks: who passes, and how surely the same people would pass again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import bdtrc

from app.statistics.frames.marks import Column, wilson
from app.statistics.frames.scale import scale_level

NOTHING = float("nan")
BOTH = ""


def at_the_marks(marks: pd.DataFrame, asked: pd.DataFrame, pass_marks: dict[str, int | None]) -> pd.DataFrame:
    """For each field with a pass mark, and for all of them together (index ""): pass rate and decision consistency.

    Consistency is Subkoviak's (1976): from the true score that each total suggests (regressed towards
    the mean by alpha) the chance that two parallel papers of this length decide alike. Fields are taken as
    independent of each other given the true scores. NaN where alpha is unknown.
    """
    passed, again = {}, {}
    for field, mark in pass_marks.items():
        numbers = [number for number in marks.columns if asked.loc[number, "field"] == field]
        if mark is not None and numbers:
            passed[field] = marks[numbers].to_numpy(dtype=float).sum(axis=1) >= mark
            again[field] = _chance_to_pass(marks[numbers], mark)
    if passed:
        passed[BOTH] = np.logical_and.reduce(list(passed.values()))
        again[BOTH] = np.multiply.reduce(list(again.values()))
    rows = {field: _at_the_mark(passed[field], again[field]) for field in passed}
    return pd.DataFrame.from_dict(rows, orient="index", columns=["pass_rate", "low", "high", "consistency", "kappa"])


def _chance_to_pass(marks: pd.DataFrame, mark: int) -> Column:
    """Given the true score that the person's total suggests, with `mark` or more right of as many questions."""
    scale = scale_level(marks)
    alpha = min(max(scale["alpha"] / 100, 0.0), 1.0) if not np.isnan(scale["alpha"]) else NOTHING
    questions = marks.shape[1]
    totals = marks.to_numpy(dtype=float).sum(axis=1)
    true = (alpha * totals + (1 - alpha) * totals.mean()) / questions if len(totals) else totals
    if mark <= 0:
        return np.where(np.isnan(true), NOTHING, 1.0)
    if mark > questions:
        return np.where(np.isnan(true), NOTHING, 0.0)
    chance: Column = bdtrc(float(mark - 1), questions, np.clip(true, 0.0, 1.0))
    return chance


def _at_the_mark(passed: Column, again: Column) -> tuple[float, float, float, float, float]:
    n = len(passed)
    if not n:
        return (NOTHING,) * 5
    rate = np.array([passed.mean()])
    low, high = wilson(rate, float(n))
    alike = float((again**2 + (1 - again) ** 2).mean())
    by_chance = float(again.mean() ** 2 + (1 - again.mean()) ** 2)
    kappa = (alike - by_chance) / (1 - by_chance) if by_chance < 1 else NOTHING
    return 100 * float(rate[0]), 100 * float(low[0]), 100 * float(high[0]), 100 * alike, kappa
