"""Simulated cohorts for tests: able and less able people, the same each time."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pandas as pd

PAIRS = [sum(1 << place for place in picked) for picked in combinations(range(5), 2)]


def rasch(people: int, questions: int, seed: int = 1) -> pd.DataFrame:
    """Points of people with normal abilities on questions from easy to hard."""
    random = np.random.default_rng(seed)
    ability, hardness = random.normal(size=(people, 1)), np.linspace(-2, 2, questions)
    right = random.random((people, questions)) < 1 / (1 + np.exp(hardness - ability))
    return pd.DataFrame(right.astype(float), columns=range(1, questions + 1))


def questions(
    numbers: int, *, keys: tuple[int, ...] = (0b00011,), treatment: str = "counted", fields: int = 1
) -> pd.DataFrame:
    """So many questions of five statements, two of them right, dealt out to the fields."""
    return pd.DataFrame(
        {
            "section": [f"section-{n % fields}" for n in range(numbers)],
            "field": [f"field-{n % fields}" for n in range(numbers)],
            "choose": keys[0].bit_count(),
            "statements": 5,
            "accepted": [keys] * numbers,
            "treatment": treatment,
        },
        index=range(1, numbers + 1),
    )


def marked(*rows: tuple[int, ...]) -> pd.DataFrame:
    """What each attempt marked, as masks."""
    return pd.DataFrame(list(rows), columns=range(1, len(rows[0]) + 1), dtype="int64")


def points(*rows: str) -> pd.DataFrame:
    """Points written as "1101"."""
    return pd.DataFrame([[float(mark) for mark in row] for row in rows], columns=range(1, len(rows[0]) + 1))


assert len(PAIRS) == comb(5, 2)
