"""Are the figures true? Known abilities and questions go in, estimates come out: bias and coverage of the intervals."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.statistics.frames.irt import item_parameters
from app.statistics.frames.marks import wilson
from app.statistics.frames.outlook import Field, evidence, go_together, outlooks, parameters
from app.statistics.frames.scale import alpha_interval, scale_level
from app.statistics.rules.curves import Item, ability_of, expected
from app.statistics.rules.equating import Form, expected_mark
from app.statistics.rules.warning import CALIBRATION
from tests.load.figures import Table

TURNS, CHANCE_TURNS, PEOPLE, SEED = 1_000, 20, 1_000, 20261122
MARKS, SIZES, ALIKE, GUESS = (18, 25), (25, 35), 0.85, 0.1
COVERED = "93–97"
Draw = Callable[[int], dict[str, tuple[float, float, float]]]


@dataclass(frozen=True, slots=True)
class Truth:
    """Questions of a field as they really are."""

    slopes: np.ndarray
    hard: np.ndarray
    guess: float = 0.0

    def chances(self, abilities: np.ndarray) -> np.ndarray:
        known = 1 / (1 + np.exp(-self.slopes * (abilities[:, None] - self.hard)))
        return np.asarray(self.guess + (1 - self.guess) * known)

    def sat(self, abilities: np.ndarray, random: np.random.Generator) -> pd.DataFrame:
        p = self.chances(abilities)
        return pd.DataFrame((random.random(p.shape) < p).astype(float), columns=range(len(self.hard)))


def questions(random: np.random.Generator, number: int, guess: float = 0.0) -> Truth:
    return Truth(random.lognormal(0.1, 0.25, number), random.normal(-0.4, 0.8, number), guess)


def classical(turn: int) -> dict[str, tuple[float, float, float]]:
    """A share with Wilson's interval, and alpha with Feldt's, against those of a million people; of 100 people."""
    random = np.random.default_rng([SEED, turn])
    truth = EVERYBODY[0]
    marks = truth.sat(random.normal(size=100), random)
    share = marks[3].to_numpy().mean(keepdims=True)
    low, high = wilson(share, 100.0)
    alpha = scale_level(marks)["alpha"]
    alpha_low, alpha_high = alpha_interval(alpha, 100, marks.shape[1])
    return {
        "正答率（Wilson、100人）": _hit(share[0], low[0], high[0], EVERYBODY[1]),
        "信頼性係数α（Feldt、100人）": _hit(alpha / 100, alpha_low / 100, alpha_high / 100, EVERYBODY[2]),
    }


def irt(turn: int) -> dict[str, tuple[float, float, float]]:
    """A difficulty and a slope by 2PL with their errors; of 1,000 people at 20 questions."""
    random = np.random.default_rng([SEED + 1, turn])
    truth = Truth(np.linspace(0.7, 1.5, 20), np.tile(np.linspace(-1.2, 1.2, 5), 4))
    found = item_parameters(truth.sat(random.normal(size=PEOPLE), random)).loc[turn % 20]
    said = {}
    for name, label, is_truth in (("difficulty", "難しさ", truth.hard), ("slope", "傾き", truth.slopes)):
        beside = 1.96 * float(np.sqrt(found[f"{name}_2pl_variance"]))
        value = float(found[f"{name}_2pl"])
        said[f"{label}（2PL、1,000人）"] = _hit(value, value - beside, value + beside, float(is_truth[turn % 20]))
    return said


def equating(turn: int) -> dict[str, tuple[float, float, float]]:
    """The pass mark on a harder paper of 25 with 8 common questions, sat by 1,000 abler people."""
    random = np.random.default_rng([SEED + 2, turn])
    old, new = questions(random, 25), questions(random, 25)
    new.slopes[:8], new.hard[:8] = old.slopes[:8], old.hard[:8]
    left = _items(old.sat(random.normal(size=PEOPLE), random), 0)
    right = _items(new.sat(random.normal(0.3, 1.0, PEOPLE), random), 17)
    right = {version - 17 if version < 25 else version: item for version, item in right.items()}
    real = ability_of([Item(a, b) for a, b in zip(old.slopes, old.hard, strict=True)], 18)
    found = expected_mark(Form(left, PEOPLE), Form(right, PEOPLE), 18)
    if found is None or real is None:
        return {}
    true = expected([Item(a, b) for a, b in zip(new.slopes, new.hard, strict=True)], real)
    return {"合格基準の見積もり（共通8問、1,000人ずつ）": _hit(found.score, found.low, found.high, true)}


def _items(marks: pd.DataFrame, first: int) -> dict[int, Item]:
    rows = item_parameters(marks).dropna()
    return {
        first + int(number): Item(
            row.slope_2pl,
            row.difficulty_2pl,
            row.slope_2pl_variance,
            row.difficulty_2pl_variance,
            row.covariance_2pl,
        )
        for number, row in rows.iterrows()
    }


def _hit(value: float, low: float, high: float, true: float) -> tuple[float, float, float]:
    return float(value), float(low <= true <= high), float(true)


def chances(turn: int) -> pd.DataFrame:
    """A thousand people sit a paper with guessing, and 60 days later one as hard: what was said, what came true."""
    random = np.random.default_rng([SEED + 3, turn])
    fields = [questions(random, size, GUESS) for size in SIZES]
    before = random.multivariate_normal([0.2, 0.2], [[1, ALIKE], [ALIKE, 1]], PEOPLE)
    after = before + random.normal(0, 0.04 * np.sqrt(60), before.shape)
    marks = [field.sat(before[:, n], random) for n, field in enumerate(fields)]
    fitted = item_parameters(pd.concat(marks, axis=1, ignore_index=True)).to_dict("records")
    own = (fitted[: SIZES[0]], fitted[SIZES[0] :])
    ready = tuple(
        Field(*parameters(rows, PEOPLE), one.to_numpy(), mark)
        for rows, one, mark in zip(own, marks, MARKS, strict=True)
    )
    totals = pd.DataFrame({n: one.sum(axis=1) for n, one in enumerate(marks)})
    alphas = [scale_level(one)["alpha"] / 100 for one in marks]
    days = np.zeros(PEOPLE) + 1000.0
    found = outlooks([evidence(range(PEOPLE), days, (ready[0], ready[1]))], 1060.0, go_together(totals, alphas))
    found = found.sort_values("person", ignore_index=True)
    true = np.ones(PEOPLE)
    passed = np.ones(PEOPLE, dtype=bool)
    for n, (field, mark) in enumerate(zip(fields, MARKS, strict=True)):
        true *= _reach(field, after[:, n], mark)
        passed &= field.sat(after[:, n], random).sum(axis=1).to_numpy() >= mark
    inside = (found["low"] <= true + 1e-9) & (true <= found["high"] + 1e-9)
    return pd.DataFrame({"said": found["chance"], "true": true, "passed": passed, "inside": inside})


def _reach(field: Truth, abilities: np.ndarray, mark: int) -> np.ndarray:
    """The real chance of as many points, for each person."""
    p = field.chances(abilities)
    points = np.zeros((len(p), p.shape[1] + 1))
    points[:, 0] = 1.0
    for question in range(p.shape[1]):
        right = points * p[:, [question]]
        points *= 1 - p[:, [question]]
        points[:, 1:] += right[:, :-1]
    return np.asarray(points[:, mark:].sum(axis=1))


def everybody() -> tuple[Truth, float, float]:
    """Some questions with the share and the alpha of a whole population."""
    random = np.random.default_rng(SEED)
    truth = questions(random, 25)
    marks = truth.sat(random.normal(size=400_000), random)
    return truth, float(marks[3].mean()), float(scale_level(marks)["alpha"] / 100)


EVERYBODY: tuple[Truth, float, float] = (questions(np.random.default_rng(SEED), 1), 0.0, 0.0)


def _begin() -> None:
    global EVERYBODY
    EVERYBODY = everybody()


def measure(table: Table) -> None:
    """A thousand turns of each figure, then twenty thousand people's chances."""
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=spawn, initializer=_begin) as processes:
        for draw in (classical, irt, equating):
            _tell(table, list(processes.map(draw, range(TURNS), chunksize=10)))
        people = pd.concat(list(processes.map(chances, range(CHANCE_TURNS))), ignore_index=True)
    _tell_chances(table, people)


def _tell(table: Table, turns: list[dict[str, tuple[float, float, float]]]) -> None:
    names = dict.fromkeys(name for turn in turns for name in turn)
    for name in names:
        value, hit, true = np.array([turn[name] for turn in turns if name in turn]).T
        table.add(f"{name} 偏り", f"{(value - true).mean():+.3f}（標準偏差 {(value - true).std():.3f}）")
        table.add(f"{name} 95%区間に入った割合 %", f"{100 * hit.mean():.1f}", goal=COVERED)


def _tell_chances(table: Table, people: pd.DataFrame) -> None:
    table.add("合格の見込み 偏り", f"{(people['said'] - people['passed']).mean():+.3f}")
    table.add("合格の見込み 95%区間に入った割合 %", f"{100 * people['inside'].mean():.1f}", goal=COVERED)
    for low, high, shown in CALIBRATION:
        some = people[(people["said"] >= low / 100) & (people["said"] < (high + (high == 100)) / 100)]
        table.add(
            f"見込み {low}–{high}% と言った {len(some):,}人の合格 %",
            f"{100 * some['passed'].mean():.0f}",
            goal=f"{shown:.0f}",
        )
