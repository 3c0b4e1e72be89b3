"""From what was marked to points, and who stands at either end."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

Column = NDArray[np.float64]

VOID_CORRECT, VOID_EXCLUDED = "void_correct", "void_excluded"
TAIL = 0.27
CERTAINTY = 0.95


def marks_of(chosen: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """A point for exactly one of the accepted sets, or for everybody where the question is void."""
    points = {
        number: np.ones(len(chosen))
        if question.treatment == VOID_CORRECT
        else np.isin(chosen[number].to_numpy(), question.accepted).astype(float)
        for number, question in asked.iterrows()
    }
    return pd.DataFrame(points, index=chosen.index, columns=asked.index)


def drop_excluded(asked: pd.DataFrame) -> pd.DataFrame:
    """The questions that count: an excluded one is in no total."""
    return asked[asked["treatment"] != VOID_EXCLUDED]


def tails(totals: pd.Series, share: float = TAIL) -> pd.DataFrame:
    """How far each attempt belongs to the upper and the lower 27 %, from 0 to 1; each column sums to the share of n.

    Those who tie at the border belong to it in equal parts: the order of the rows says nothing.
    """
    return pd.DataFrame({"upper": _top(totals, share), "lower": _top(-totals, share)}, index=totals.index)


def _top(totals: pd.Series, share: float) -> Column:
    values = totals.to_numpy(dtype=float)
    if not len(values):
        return np.zeros(0)
    seats = share * len(values)
    border = np.sort(values)[::-1][int(np.ceil(seats)) - 1]
    above, tied = values > border, values == border
    return np.where(above, 1.0, np.where(tied, (seats - above.sum()) / tied.sum(), 0.0))


def wilson(share: Column, n: Column | float, certainty: float = CERTAINTY) -> tuple[Column, Column]:
    """Wilson's score interval of a share; NaN where nobody was asked."""
    z, n = float(ndtri((1 + certainty) / 2)), np.asarray(n, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (share + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
