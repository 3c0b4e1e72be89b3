"""The question level: how hard each question was, and how well it told the able from the others."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd

from app.statistics.frames.marks import Column, tails, wilson

NOTHING = float("nan")


def classical(marks: pd.DataFrame) -> pd.DataFrame:
    """Facility, spread, weights, discrimination and its efficiency, in percent; a row for each question.

    A figure that rests on differences is NaN where there are none; an effective weight is NaN where
    the question runs against the total.
    """
    x = marks.to_numpy(dtype=float)
    n, questions = x.shape
    figures = pd.DataFrame(index=marks.columns)
    figures["facility"] = 100 * x.mean(axis=0) if n else NOTHING
    figures["intended_weight"] = 100 / questions if questions else NOTHING
    if n < 2:
        return figures.assign(sd=NOTHING, effective_weight=NOTHING, **dict.fromkeys(DISCRIMINATES, NOTHING))
    total = x.sum(axis=1)
    rest = total[:, None] - x
    with_rest = covariance(x, rest)
    figures["sd"] = 100 * x.std(axis=0, ddof=1)
    figures["effective_weight"] = _effective_weight(covariance(x, total[:, None]))
    figures["discrimination_index"] = _percent(with_rest, np.sqrt(x.var(axis=0, ddof=1) * rest.var(axis=0, ddof=1)))
    most = covariance(np.sort(x, axis=0), np.sort(rest, axis=0))
    figures["discriminative_efficiency"] = _percent(with_rest, most)
    figures["point_biserial"] = _percent(
        covariance(x, total[:, None]), np.sqrt(x.var(axis=0, ddof=1) * total.var(ddof=1))
    )
    return figures


DISCRIMINATES = ("discrimination_index", "discriminative_efficiency", "point_biserial")


def covariance(x: Column, y: Column) -> Column:
    """Column by column, with n-1. Whole numbers stay exact enough that no difference is exactly none."""
    n = len(x)
    found = ((x * y).sum(axis=0) - x.sum(axis=0) * y.sum(axis=0) / n) / (n - 1)
    return np.where(np.abs(found) < 1e-12, 0.0, found)


def _percent(part: Column, whole: Column) -> Column:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 1e-12, 100 * part / whole, NOTHING)


def _effective_weight(with_total: Column) -> Column:
    roots = np.sqrt(np.where(with_total >= 0, with_total, NOTHING))
    whole = np.nansum(roots)
    return 100 * roots / whole if whole > 0 else np.full(len(roots), NOTHING)


def question_level(marks: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """The classical figures with intervals, what guessing gives, and the ends of the scale; all in percent."""
    figures = classical(marks)
    facility = figures["facility"].to_numpy(dtype=float)
    low, high = wilson(facility / 100, float(len(marks)))
    figures["facility_low"], figures["facility_high"] = 100 * low, 100 * high
    guess = np.array([100 / comb(q.statements, q.choose) for q in asked.loc[marks.columns].itertuples()])
    figures["guess"] = guess
    figures["facility_corrected"] = 100 * (facility - guess) / (100 - guess)
    ends = tails(marks.sum(axis=1))
    for end in ("upper", "lower"):
        figures[end] = 100 * weighted_share(marks.to_numpy(dtype=float), ends[end].to_numpy())
    figures["upper_lower"] = figures["upper"] - figures["lower"]
    return figures


def weighted_share(x: Column, weight: Column) -> Column:
    """The share of ones in each column among those who weigh; NaN where nobody does."""
    whole = weight.sum()
    return weight @ x / whole if whole else np.full(x.shape[1], NOTHING)
