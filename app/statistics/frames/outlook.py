"""How likely people pass the next paper, from what they marked in those they sat: a filter over two abilities.

Each field has an ability of its own; the two go together as much as the totals of the fields do. A paper sharpens
what is known of somebody (2PL), time blurs it (a random walk), and the chance to reach both pass marks of a paper
as hard as the last one follows from what is then known. Its interval is that of the chance over the abilities which
are still possible. Calibrated in tests/load/simulation.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from app.statistics.frames.marks import Column

GRID = np.linspace(-4.0, 4.0, 49)
ALIKE, ALIKE_LEAST, ALIKE_MOST = 0.85, 0.5, 0.98
DRIFT = 0.04
LONGEST_DAYS = 365
CERTAINTY = 0.95
AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a paper as it was sat: slopes, difficulties and points of its questions, and its pass mark."""

    slopes: Column
    hardness: Column
    marks: Column
    pass_mark: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one paper says of everybody who sat it: rows are people, columns abilities of the grid."""

    people: np.ndarray
    days: Column
    first: Column
    second: Column
    chances: tuple[Column, Column]
    expected: tuple[Column, Column]
    scores: tuple[Column, Column]


def evidence(people: Sequence[int], days: Sequence[float], fields: tuple[Field, Field]) -> Evidence:
    """`days` are those since some common day on which each person sat."""
    first, second = fields
    return Evidence(
        np.asarray(people),
        np.asarray(days, dtype=float),
        _likelihood(first),
        _likelihood(second),
        (chance_to_reach(first), chance_to_reach(second)),
        (_curves(first).sum(axis=1), _curves(second).sum(axis=1)),
        (first.marks.sum(axis=1), second.marks.sum(axis=1)),
    )


def _curves(field: Field) -> Column:
    found: Column = 1 / (1 + np.exp(-field.slopes * (GRID[:, None] - field.hardness)))
    return np.clip(found, 1e-6, 1 - 1e-6)


def _likelihood(field: Field) -> Column:
    p = _curves(field)
    found = field.marks @ np.log(p).T + (1 - field.marks) @ np.log(1 - p).T
    likelihood: Column = np.exp(found - found.max(axis=1, keepdims=True))
    return likelihood


def chance_to_reach(field: Field) -> Column:
    """At each ability the chance of as many points as the pass mark asks, question by question (Lord–Wingersky)."""
    p = _curves(field)
    points = np.zeros((len(GRID), p.shape[1] + 1))
    points[:, 0] = 1.0
    for question in range(p.shape[1]):
        right = points * p[:, [question]]
        points *= 1 - p[:, [question]]
        points[:, 1:] += right[:, :-1]
    reached: Column = points[:, max(0, field.pass_mark) :].sum(axis=1)
    return reached


def go_together(totals: pd.DataFrame, alphas: Sequence[float]) -> float:
    """How much the abilities of the two fields go together: the correlation of the totals without their error."""
    first, second = (totals[column] for column in totals.columns)
    if len(totals) < 30 or first.std() == 0 or second.std() == 0 or min(alphas) <= 0.1 or np.isnan(alphas).any():
        return ALIKE
    return float(np.clip(first.corr(second) / np.sqrt(alphas[0] * alphas[1]), ALIKE_LEAST, ALIKE_MOST))


def prior(alike: float) -> Column:
    """Two standard normal abilities that go together so much."""
    x, y = GRID[:, None], GRID[None, :]
    density = np.exp(-(x**2 - 2 * alike * x * y + y**2) / (2 * (1 - alike**2)))
    found: Column = density / density.sum()
    return found


def _blur(days: float) -> Column:
    """How an ability may have moved in so many days: from column to row."""
    spread = DRIFT * np.sqrt(min(max(days, 0.0), LONGEST_DAYS))
    if spread < (GRID[1] - GRID[0]) / 3:
        return np.eye(len(GRID))
    kernel = np.exp(-((GRID[:, None] - GRID[None, :]) ** 2) / (2 * spread**2))
    found: Column = kernel / kernel.sum(axis=0)
    return found


def outlooks(papers: Sequence[Evidence], today: float, alike: float) -> pd.DataFrame:
    """A row for each person: the paper sat last, how many, the chance with its interval, chances of the fields.

    `expected_1` and `expected_2` are the points to be expected in the fields of a paper like the last.
    """
    sat: dict[int, list[tuple[float, int, int]]] = {}
    for place, paper in enumerate(papers):
        for row, person in enumerate(paper.people):
            sat.setdefault(int(person), []).append((float(paper.days[row]), place, row))
    rows = []
    start = prior(alike)
    by_last: dict[int, list[tuple[int, list[tuple[float, int, int]]]]] = {}
    for person, sittings in sat.items():
        by_last.setdefault(max(sittings)[1], []).append((person, sorted(sittings)))
    for last, people in by_last.items():
        for begin in range(0, len(people), AT_A_TIME):
            some = people[begin : begin + AT_A_TIME]
            known = np.stack([_known(sittings, papers, start, today) for _, sittings in some])
            rows.append(_said(some, known, papers[last], last))
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _known(
    sittings: Sequence[tuple[float, int, int]], papers: Sequence[Evidence], start: Column, today: float
) -> Column:
    """What is known of the two abilities of one person today."""
    known, day = start, None
    for at, place, row in sittings:
        if day is not None:
            known = _later(known, at - day)
        known = known * papers[place].first[row][:, None] * papers[place].second[row][None, :]
        known = known / known.sum()
        day = at
    return _later(known, today - (day or today))


BLURS: dict[int, Column] = {}


def _later(known: Column, days: float) -> Column:
    week = max(0, round(days / 7))
    blur = BLURS.setdefault(week, _blur(7.0 * week))
    found: Column = blur @ known @ blur.T
    return found


def _said(
    people: Sequence[tuple[int, list[tuple[float, int, int]]]], known: Column, paper: Evidence, last: int
) -> pd.DataFrame:
    first, second = known.sum(axis=2), known.sum(axis=1)
    both = np.outer(*paper.chances).ravel()
    flat = known.reshape(len(known), -1)
    low, high = _interval(flat, both)
    chance = flat @ both
    return pd.DataFrame(
        {
            "person": [person for person, _ in people],
            "paper": last,
            "row": [sittings[-1][2] for _, sittings in people],
            "papers": [len(sittings) for _, sittings in people],
            "chance": chance,
            "low": np.minimum(low, chance),
            "high": np.maximum(high, chance),
            "chance_1": first @ paper.chances[0],
            "chance_2": second @ paper.chances[1],
            "expected_1": first @ paper.expected[0],
            "expected_2": second @ paper.expected[1],
        }
    )


def _interval(weights: Column, values: Column) -> tuple[Column, Column]:
    """Between which values so much of the weight of each row lies."""
    order = np.argsort(values)
    reached = np.cumsum(weights[:, order], axis=1)
    beside = (1 - CERTAINTY) / 2
    low = values[order][np.argmax(reached >= beside, axis=1)]
    high = values[order][np.argmax(reached >= 1 - beside - 1e-12, axis=1)]
    return low, high


def parameters(rows: Sequence[Mapping[str, Any]], people: int) -> tuple[Column, Column]:
    """Slopes and difficulties of questions from their stored figures: 2PL, else 1PL, else from the facility."""
    found = [_parameter(row, people) for row in rows]
    return np.array([slope for slope, _ in found]), np.array([hard for _, hard in found])


def _parameter(figures: Mapping[str, Any], people: int) -> tuple[float, float]:
    for model in ("2pl", "1pl"):
        slope, hard = figures.get(f"slope_{model}"), figures.get(f"difficulty_{model}")
        if slope is not None and hard is not None:
            return slope, float(np.clip(hard, -6, 6))
    facility = figures.get("facility")
    share = ((facility if facility is not None else 50.0) / 100 * people + 1) / (people + 2)
    return 1.0, float(-np.log(share / (1 - share)) * 1.16)
