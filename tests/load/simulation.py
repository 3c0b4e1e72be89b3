"""Are the figures true? Known abilities and questions go in, estimates come out: bias and coverage of the intervals."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
import pandas as pd

from app.statistics.frames.irt import covariances, item_parameters
from app.statistics.frames.marks import wilson
from app.statistics.frames.outlook import Field, evidence, go_together, outlooks, parameters
from app.statistics.frames.scale import alpha_interval, scale_level
from app.statistics.rules.curves import Item, ability_of, expected
from app.statistics.rules.equating import Form, expected_mark
from app.statistics.rules.warning import CALIBRATION
from tests.load.figures import Table

TURNS, CHANCE_TURNS, PEOPLE, SEED = 1_000, 20, 1_000, 20261122
FEWER, QUESTIONS, COMMON = 600, 15, 6  # as small as a model is fitted to, so that a thousand turns end within the hour
MARKS, SIZES, ALIKE, GUESS = (18, 25), (25, 35), 0.85, 0.1
COVERED = "93–97"
Said = dict[str, list[tuple[float, float, float]]]


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


def classical(turn: int) -> Said:
    """A share with Wilson's interval, and alpha with Feldt's, against those of a million people; of 100 people."""
    random = np.random.default_rng([SEED, turn])
    truth = EVERYBODY[0]
    marks = truth.sat(random.normal(size=100), random)
    share = marks[3].to_numpy().mean(keepdims=True)
    low, high = wilson(share, 100.0)
    alpha = scale_level(marks)["alpha"]
    alpha_low, alpha_high = alpha_interval(alpha, 100, marks.shape[1])
    return {
        "正答率（Wilson、100人）": [_hit(share[0], low[0], high[0], EVERYBODY[1])],
        "信頼性係数α（Feldt、100人）": [_hit(alpha / 100, alpha_low / 100, alpha_high / 100, EVERYBODY[2])],
    }


def irt(turn: int) -> Said:
    """All difficulties and slopes by 2PL with their errors."""
    random = np.random.default_rng([SEED + 1, turn])
    truth = Truth(np.linspace(0.8, 1.6, QUESTIONS), np.tile(np.linspace(-1.2, 1.2, 5), QUESTIONS // 5))
    found = item_parameters(truth.sat(random.normal(size=FEWER), random))
    said: Said = {}
    for name, label, is_truth in (("difficulty", "難しさ", truth.hard), ("slope", "傾き", truth.slopes)):
        beside = 1.96 * np.sqrt(found[f"{name}_2pl_variance"])
        values = zip(found[f"{name}_2pl"], beside, is_truth, strict=True)
        said[f"{label}（2PL、{FEWER}人×{QUESTIONS}問）"] = [_hit(v, v - by, v + by, true) for v, by, true in values]
    return said


def equating(turn: int) -> Said:
    """The pass mark on another paper with a few common questions, sat by abler people."""
    random = np.random.default_rng([SEED + 2, turn])
    old, new = questions(random, QUESTIONS), questions(random, QUESTIONS)
    new.slopes[:COMMON], new.hard[:COMMON] = old.slopes[:COMMON], old.hard[:COMMON]
    left = _form(old.sat(random.normal(size=FEWER), random), range(QUESTIONS))
    names = [*range(COMMON), *range(100, 100 + QUESTIONS - COMMON)]
    right = _form(new.sat(random.normal(0.3, 1.0, FEWER), random), names)
    mark = round(0.7 * QUESTIONS)
    real = ability_of([Item(a, b) for a, b in zip(old.slopes, old.hard, strict=True)], mark)
    found = expected_mark(left, right, mark)
    if found is None or real is None:
        return {}
    true = expected([Item(a, b) for a, b in zip(new.slopes, new.hard, strict=True)], real)
    name = f"合格基準の見積もり（{QUESTIONS}問ずつ、共通{COMMON}問、{FEWER}人ずつ）"
    return {name: [_hit(found.score, found.low, found.high, true)]}


def _form(marks: pd.DataFrame, names: Sequence[int]) -> Form:
    fitted = item_parameters(marks)
    rows, together = fitted.dropna(), covariances(marks, fitted)
    items = {
        names[int(number)]: Item(
            row.slope_2pl,
            row.difficulty_2pl,
            row.slope_2pl_variance,
            row.difficulty_2pl_variance,
            row.covariance_2pl,
        )
        for number, row in rows.iterrows()
    }
    covariance = {
        (one, names[int(a)], other, names[int(b)]): float(value)
        for ((one, a), row) in together.iterrows()
        for ((other, b), value) in row.items()
    }
    return Form({name: items.get(name) for name in names}, len(marks), covariance)


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


def _tell(table: Table, turns: list[Said]) -> None:
    names = dict.fromkeys(name for turn in turns for name in turn)
    for name in names:
        value, hit, true = np.concatenate([turn[name] for turn in turns if name in turn]).T
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
