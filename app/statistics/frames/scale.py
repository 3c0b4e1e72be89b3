"""The test level: how a set of questions measured those who sat it (features of a total score)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import fdtri

DISTRIBUTION_AT = (5, 10, 25, 50, 75, 90, 95)
FIGURES = ("n", "mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "sem")
NOTHING = float("nan")


def scale_level(marks: pd.DataFrame) -> pd.Series:
    """Mean, spread, shape and inner consistency of the totals, with the k-statistics and n-1 throughout.

    `alpha` and `error_ratio` are in percent. Alpha may be negative; it needs three attempts, two
    questions and totals that differ, else it is NaN, as is all that rests on it.
    """
    figures = dict.fromkeys(FIGURES, NOTHING)
    totals = marks.to_numpy(dtype=float).sum(axis=1)
    n = len(totals)
    figures["n"] = float(n)
    if n:
        figures |= {"mean": totals.mean(), "median": float(np.median(totals))}
    if n > 1:
        figures["sd"] = totals.std(ddof=1)
    if n > 2 and np.ptp(totals) > 0:
        figures |= _shape(totals) | _consistency(marks, figures["sd"])
    return pd.Series(figures)


def _shape(totals: np.ndarray) -> dict[str, float]:
    n = len(totals)
    apart = totals - totals.mean()
    m2, m3, m4 = (float((apart**power).mean()) for power in (2, 3, 4))
    k2 = n * m2 / (n - 1)
    k3 = n * n * m3 / ((n - 1) * (n - 2))
    shape = {"skewness": k3 / k2**1.5}
    if n > 3:
        k4 = n * n * ((n + 1) * m4 - 3 * (n - 1) * m2 * m2) / ((n - 1) * (n - 2) * (n - 3))
        shape["kurtosis"] = k4 / (k2 * k2)
    return shape


def _consistency(marks: pd.DataFrame, sd: float) -> dict[str, float]:
    questions = marks.shape[1]
    if questions < 2:
        return {}
    of_questions = marks.to_numpy(dtype=float).var(axis=0, ddof=1).sum()
    alpha = 100 * questions / (questions - 1) * (1 - of_questions / sd**2)
    error_ratio = 100 * np.sqrt(1 - alpha / 100)
    return {"alpha": alpha, "error_ratio": error_ratio, "sem": error_ratio * sd / 100}


def alpha_interval(alpha: float, n: int, questions: int, certainty: float = 0.95) -> tuple[float, float]:
    """Feldt's interval (1965) of an alpha in percent, by the F distribution."""
    if np.isnan(alpha) or n < 3 or questions < 2:
        return NOTHING, NOTHING
    beside = (1 - certainty) / 2
    freedom = float(n - 1), float((n - 1) * (questions - 1))
    error = 1 - alpha / 100
    low, high = (100 * (1 - error * float(fdtri(*freedom, at))) for at in (1 - beside, beside))
    return low, high


def distribution(marks: pd.DataFrame) -> pd.Series:
    """How many had each total, from 0 to the number of questions."""
    totals = marks.to_numpy(dtype=float).sum(axis=1).round().astype(int)
    return pd.Series(np.bincount(totals, minlength=marks.shape[1] + 1), name="attempts")


def percentiles(marks: pd.DataFrame) -> pd.Series:
    """The totals below which so many percent lie; NaN without attempts."""
    totals = marks.to_numpy(dtype=float).sum(axis=1)
    if not len(totals):
        return pd.Series(NOTHING, index=list(DISTRIBUTION_AT))
    return pd.Series(np.percentile(totals, DISTRIBUTION_AT), index=list(DISTRIBUTION_AT))
