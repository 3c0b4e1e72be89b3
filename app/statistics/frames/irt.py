"""Item response theory: how hard and how sharp each question is on the scale of ability (1PL and 2PL by girth)."""

from __future__ import annotations

import numpy as np
import pandas as pd
from girth import onepl_mml, twopl_mml

from app.statistics.frames.marks import Column

NOTHING = float("nan")
ENOUGH_FOR_1PL, ENOUGH_FOR_2PL = 100, 500
AT_MOST = 5_000
NODES = 41
PARAMETERS = (
    *("difficulty_1pl", "slope_1pl", "difficulty_1pl_variance"),
    *("difficulty_2pl", "slope_2pl", "difficulty_2pl_variance", "slope_2pl_variance", "covariance_2pl"),
)
SEED = 30


def item_parameters(marks: pd.DataFrame) -> pd.DataFrame:
    """Difficulty by 1PL, difficulty and slope by 2PL (marginal maximum likelihood, abilities standard normal).

    From 100 attempts on, and for 2PL from 500; below that, and for a question that all or none got right,
    the parameters are NaN. `slope_1pl` is the same for all. Of very many attempts a fixed random part of 5,000 is
    enough for two decimals. With them stand the variances of the difficulty and the slope, and their covariance.
    """
    figures = pd.DataFrame(NOTHING, index=marks.columns, columns=list(PARAMETERS))
    varied = marks.columns[marks.nunique() > 1]
    if len(marks) < ENOUGH_FOR_1PL or len(varied) < 3:
        return figures
    rows = _some(marks[varied]).to_numpy(dtype=int)
    figures.loc[varied, list(PARAMETERS[:3])] = _one_parameter(rows)
    if len(marks) >= ENOUGH_FOR_2PL:
        figures.loc[varied, list(PARAMETERS[3:])] = _two_parameters(rows)
    return figures


def _one_parameter(rows: np.ndarray) -> Column:
    found = onepl_mml(rows.T)
    hard = np.asarray(found["Difficulty"], dtype=float)
    slope = np.full(len(hard), float(np.mean(found["Discrimination"])))
    by_hard, by_slope = _scores(rows, slope, hard)
    scores = np.column_stack([by_hard, by_slope.sum(axis=1)])
    return np.column_stack([hard, slope, np.diag(_inverse(scores.T @ scores))[:-1]])


def _two_parameters(rows: np.ndarray) -> Column:
    found = twopl_mml(rows.T)
    hard, slope = (np.asarray(found[name], dtype=float) for name in ("Difficulty", "Discrimination"))
    return np.column_stack([hard, slope, uncertainty(rows, slope, hard)])


def uncertainty(rows: np.ndarray, slope: Column, hard: Column) -> Column:
    """For each question the variances of difficulty and slope, and their covariance; NaN where it cannot be said.

    From the cross-products of the score vectors of the marginal likelihood (as ltm and mirt offer), all questions
    at once: what one question takes from another through the abilities is in it.
    """
    questions = len(hard)
    found = _covariances(rows, slope, hard)
    own = np.diag(found)
    both = np.column_stack([own[:questions], own[questions:], np.diag(found[:questions, questions:])])
    return np.where(((own[:questions] > 0) & (own[questions:] > 0))[:, None], both, NOTHING)


def _covariances(rows: np.ndarray, slope: Column, hard: Column) -> Column:
    """Of all difficulties, then all slopes."""
    scores = np.hstack(_scores(rows, slope, hard))
    return _inverse(scores.T @ scores)


def covariances(marks: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """How the estimates of 2PL vary together: rows and columns are ("difficulty" or "slope", question).

    A sum over questions is much surer than each of them, since all rest on the same people. Empty without 2PL.
    """
    known = parameters.index[parameters["difficulty_2pl_variance"].notna()]
    index = pd.MultiIndex.from_product([("difficulty", "slope"), known])
    if not len(known):
        return pd.DataFrame(index=index, columns=index, dtype=float)
    slope, hard = (parameters.loc[known, f"{name}_2pl"].to_numpy(dtype=float) for name in ("slope", "difficulty"))
    found = _covariances(_some(marks[known]).to_numpy(dtype=int), slope, hard)
    return pd.DataFrame(found, index=index, columns=index)


def _some(marks: pd.DataFrame) -> pd.DataFrame:
    return marks if len(marks) <= AT_MOST else marks.sample(AT_MOST, random_state=SEED)


def _scores(rows: np.ndarray, slope: Column, hard: Column) -> tuple[Column, Column]:
    """For each attempt how the logarithm of its likelihood rises with each difficulty and each slope."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    p = np.clip(1 / (1 + np.exp(-slope * (nodes[:, None] - hard))), 1e-9, 1 - 1e-9)
    log_p = rows @ np.log(p).T + (1 - rows) @ np.log(1 - p).T + np.log(weights)
    of_node = np.exp(log_p - log_p.max(axis=1, keepdims=True))
    of_node /= of_node.sum(axis=1, keepdims=True)
    ability = of_node @ nodes
    by_slope = rows * (ability[:, None] - hard) - (of_node @ (nodes[:, None] * p) - hard * (of_node @ p))
    return -slope * (rows - of_node @ p), by_slope


def _inverse(information: Column) -> Column:
    try:
        return np.asarray(np.linalg.inv(information), dtype=float)
    except np.linalg.LinAlgError:
        return np.full(information.shape, NOTHING)


def information(parameters: pd.DataFrame, abilities: Column) -> pd.Series:
    """How much the test tells at each ability: the sum over its questions of slope² · p · (1 − p)."""
    slope, hard = parameters["slope_2pl"].to_numpy(), parameters["difficulty_2pl"].to_numpy()
    p = 1 / (1 + np.exp(-slope * (abilities[:, None] - hard)))
    return pd.Series(np.nansum(slope**2 * p * (1 - p), axis=1), index=abilities)
