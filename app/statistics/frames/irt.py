"""Item response theory: how hard and how sharp each question is on the scale of ability (1PL and 2PL by girth)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from girth import rasch_mml, twopl_mml

from app.statistics.frames.marks import Column

NOTHING = float("nan")
ENOUGH_FOR_1PL, ENOUGH_FOR_2PL = 100, 500
AT_MOST = 5_000
SEED = 30


def item_parameters(marks: pd.DataFrame) -> pd.DataFrame:
    """Difficulty by 1PL, difficulty and slope by 2PL (marginal maximum likelihood, abilities standard normal).

    From 100 attempts on, and for 2PL from 500; below that, and for a question that all or none got right,
    the parameters are NaN. Of very many attempts a fixed random part of 5,000 is enough for two decimals.
    """
    figures = pd.DataFrame(NOTHING, index=marks.columns, columns=["difficulty_1pl", "difficulty_2pl", "slope_2pl"])
    varied = marks.columns[marks.nunique() > 1]
    if len(marks) < ENOUGH_FOR_1PL or len(varied) < 3:
        return figures
    some = marks[varied] if len(marks) <= AT_MOST else marks[varied].sample(AT_MOST, random_state=SEED)
    rows = some.to_numpy(dtype=int).T
    figures.loc[varied, "difficulty_1pl"] = _difficulty_1pl(rows)
    if len(marks) >= ENOUGH_FOR_2PL:
        found = twopl_mml(rows)
        figures.loc[varied, "difficulty_2pl"], figures.loc[varied, "slope_2pl"] = (
            found["Difficulty"],
            found["Discrimination"],
        )
    return figures


def _difficulty_1pl(rows: np.ndarray) -> Column:
    return np.asarray(rasch_mml(rows)["Difficulty"], dtype=float)


def information(parameters: pd.DataFrame, abilities: Column) -> pd.Series:
    """How much the test tells at each ability: the sum over its questions of slope² · p · (1 − p)."""
    slope, hard = parameters["slope_2pl"].to_numpy(), parameters["difficulty_2pl"].to_numpy()
    p = 1 / (1 + np.exp(-slope * (abilities[:, None] - hard)))
    return pd.Series(np.nansum(slope**2 * p * (1 - p), axis=1), index=abilities)
