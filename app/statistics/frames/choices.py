"""Below the point: which statements were marked, which sets, and what was left out."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from app.statistics.frames.marks import Column
from app.statistics.frames.questions import covariance, weighted_share

NOTHING = float("nan")


def statement_level(chosen: pd.DataFrame, marks: pd.DataFrame, asked: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """For each statement: the share who marked it, of all and of both ends, and how that goes with the rest score.

    The rest score is the total without the question's own point. A right statement should go with it
    (`rest_r` above 0), a wrong one against it.
    """
    totals = marks.sum(axis=1).to_numpy(dtype=float)
    rows = []
    for number, question in asked.iterrows():
        own = marks[number].to_numpy(dtype=float) if number in marks else 0.0
        ticked = _ticks(chosen[number].to_numpy(), question.statements)
        found = pd.DataFrame({"number": number, "position": range(1, question.statements + 1)})
        found["right"] = [
            bool(question.accepted[0] >> place & 1) if question.accepted else False for place in found.index
        ]
        found["marked"] = 100 * ticked.mean(axis=0) if len(ticked) else NOTHING
        for end in ("upper", "lower"):
            found[end] = 100 * weighted_share(ticked, ends[end].to_numpy())
        found["rest_r"] = _correlation(ticked, totals - own)
        rows.append(found)
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _ticks(masks: np.ndarray, statements: int) -> Column:
    return (masks[:, None] >> np.arange(statements) & 1).astype(float)


def _correlation(ticked: Column, rest: Column) -> Column:
    if len(ticked) < 2:
        return np.full(ticked.shape[1], NOTHING)
    spread = np.sqrt(ticked.var(axis=0, ddof=1) * rest.var(ddof=1))
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(spread > 1e-12, covariance(ticked, rest[:, None]) / spread, NOTHING)


def combination_level(chosen: pd.DataFrame, asked: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """For each question every set of the asked size: how many chose it, of all and of both ends.

    `tempting` marks the wrong set that most have chosen; among equals the first in order. What was
    left blank or incomplete is in no row: the shares then sum to less than a hundred.
    """
    rows = []
    for number, question in asked.iterrows():
        sets = [sum(1 << place for place in picked) for picked in _sets(question.statements, question.choose)]
        took = (chosen[number].to_numpy()[:, None] == np.array(sets)).astype(float)
        found = pd.DataFrame({"number": number, "mask": sets})
        found["right"] = found["mask"].isin(question.accepted)
        found["chosen"] = took.sum(axis=0).astype(int)
        found["share"] = 100 * took.mean(axis=0) if len(took) else NOTHING
        for end in ("upper", "lower"):
            found[end] = 100 * weighted_share(took, ends[end].to_numpy())
        wrong = found["chosen"].where(~found["right"], -1)
        found["tempting"] = (found.index == wrong.idxmax()) & (wrong.max() > 0)
        rows.append(found)
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _sets(statements: int, choose: int) -> list[tuple[int, ...]]:
    return list(combinations(range(statements), choose))


def omission(chosen: pd.DataFrame, seconds: pd.DataFrame) -> pd.DataFrame:
    """What was left blank although a later question was answered, what was not reached, and the time it took.

    The median time is of those who answered and whose time is known, in seconds.
    """
    blank = chosen.to_numpy() == 0
    later = np.logical_and.accumulate(blank[:, ::-1], axis=1)[:, ::-1] if blank.size else blank
    known = seconds.where((chosen != 0) & (seconds > 0))
    nobody = not len(chosen)
    return pd.DataFrame(
        {
            "omitted": NOTHING if nobody else 100 * (blank & ~later).mean(axis=0),
            "not_reached": NOTHING if nobody else 100 * later.mean(axis=0),
            "median_seconds": known.median(axis=0).astype(float),
        },
        index=chosen.columns,
    )
