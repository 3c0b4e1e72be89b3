"""A paper drawn by a blueprint: how many of each section and topic, how hard; the same seed is the same paper."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

THREE = 3
USUAL_PASS = 70


class Mix(StrEnum):
    """How hard a paper is meant to be."""

    ANY = "any"
    EASY = "easy"
    REAL = "real"
    HARD = "hard"


MIX_LABELS = {Mix.ANY: "指定しない", Mix.EASY: "やさしめ", Mix.REAL: "本番なみ", Mix.HARD: "むずかしめ"}
SHARES = {Mix.EASY: (50, 40, 10), Mix.REAL: (25, 50, 25), Mix.HARD: (10, 40, 50)}
"""Percent of the questions of difficulty 1, 2 and 3."""


@dataclass(frozen=True, slots=True)
class Choosable:
    """A question that may be drawn; `position` is the place of its topic in the syllabus."""

    id: str
    section: str
    topic: str
    topic_title: str
    choose: int
    difficulty: int
    position: int


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the paper: so many questions, so many of them 「3つ選べ」, or as it comes."""

    section: str
    title: str
    count: int
    threes: int | None = None


@dataclass(frozen=True, slots=True)
class Blueprint:
    """What the paper must hold; `least` says how many questions a topic has at least."""

    parts: tuple[Part, ...]
    seed: str
    mix: Mix = Mix.ANY
    least: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The questions by section, in their order, and what there was too little of, in words."""

    by_section: Mapping[str, tuple[Choosable, ...]]
    shortages: tuple[str, ...]

    @property
    def questions(self) -> tuple[Choosable, ...]:
        return tuple(one for asked in self.by_section.values() for one in asked)


def usual_pass_mark(questions: int) -> int:
    """About seventy percent, as in the examination."""
    return math.ceil(questions * USUAL_PASS / 100)


def draw(blueprint: Blueprint, pool: Iterable[Choosable]) -> Drawn:
    """Draw the paper; the same blueprint from the same questions is the same paper, in whatever order they come."""
    pool = sorted(pool, key=lambda one: _lot(blueprint.seed, one.id))
    shortages: list[str] = []
    drawn = {}
    for part in blueprint.parts:
        here = [one for one in pool if one.section == part.section]
        asked = _Draw(part, blueprint, here).all()
        shortages += _missing(part, blueprint, asked, here)
        drawn[part.section] = tuple(sorted(asked, key=lambda one: (one.position, _lot(blueprint.seed, one.id))))
    return Drawn(drawn, tuple(shortages))


def _lot(seed: str, id: str) -> str:
    return sha256(f"{seed}\n{id}".encode()).hexdigest()


class _Draw:
    """One section being drawn: first what topics must have, then what brings it nearest to what was asked."""

    def __init__(self, part: Part, blueprint: Blueprint, pool: Sequence[Choosable]) -> None:
        self.part, self.blueprint, self.left = part, blueprint, list(pool)
        self.asked: list[Choosable] = []
        self.topics: Counter[str] = Counter()
        self.levels: Counter[int] = Counter()
        self.threes = 0

    def all(self) -> list[Choosable]:
        for topic in [one for one in self.blueprint.least if any(q.topic == one for q in self.left)]:
            for _ in range(self.blueprint.least[topic]):
                self._take([one for one in self.left if one.topic == topic])
        while len(self.asked) < self.part.count and self._take(self.left):
            pass
        return self.asked

    def _take(self, among: Sequence[Choosable]) -> bool:
        fitting = [one for one in among if self._fits(one)]
        if not fitting or len(self.asked) >= self.part.count:
            return False
        best = min(fitting, key=self._distance)
        self.left.remove(best)
        self.asked.append(best)
        self.topics[best.topic] += 1
        self.levels[best.difficulty] += 1
        self.threes += best.choose == THREE
        return True

    def _fits(self, one: Choosable) -> bool:
        """As many of three as asked for, and not so many others that these would find no place."""
        if self.part.threes is None:
            return True
        if one.choose == THREE:
            return self.threes < self.part.threes
        return len(self.asked) - self.threes < self.part.count - self.part.threes

    def _distance(self, one: Choosable) -> tuple[float, int]:
        """How far the paper would be from its mix of levels, then how often the topic is there."""
        shares = SHARES.get(self.blueprint.mix)
        if shares is None:
            return 0.0, self.topics[one.topic]
        wanted = shares[one.difficulty - 1] / 100 * self.part.count
        return (self.levels[one.difficulty] + 1) / max(wanted, 0.5), self.topics[one.topic]


def _missing(part: Part, blueprint: Blueprint, asked: Sequence[Choosable], pool: Sequence[Choosable]) -> list[str]:
    said = []
    if len(asked) < part.count:
        said.append(f"「{part.title}」は{part.count}問のところ、条件に合う問題が{len(asked)}問しかありません。")
    if part.threes is not None and (threes := sum(one.choose == THREE for one in asked)) < part.threes:
        said.append(f"「{part.title}」の「3つ選べ」は{part.threes}問のところ、{threes}問しかありません。")
    titles = {one.topic: one.topic_title for one in pool}
    for topic, least in blueprint.least.items():
        found = sum(one.topic == topic for one in asked)
        if topic in titles and found < least:
            said.append(f"「{titles[topic]}」は{least}問のところ、{found}問しか入りませんでした。")
    return said
