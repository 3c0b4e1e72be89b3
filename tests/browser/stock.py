"""The key of the starting stock, read from its files: what to tap, and the result that must come of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BANK = Path(__file__).parents[2] / "question_bank"


@dataclass(frozen=True)
class Asked:
    """Number n of a paper: the positions that earn the point, and where it counts."""

    number: int
    id: str
    section: str
    key: tuple[int, ...]
    statements: int

    @property
    def missed(self) -> tuple[int, ...]:
        """As many marks as the stem asks for, one of them wrong."""
        wrong = next(position for position in range(1, self.statements + 1) if position not in self.key)
        return tuple(sorted((*self.key[1:], wrong)))

    def marks(self, *, right: bool) -> tuple[int, ...]:
        return self.key if right else self.missed


@cache
def paper(slug: str) -> dict[str, Any]:
    written: dict[str, Any] = yaml.safe_load((BANK / "papers" / f"{slug}.yaml").read_text("utf-8"))
    return written


@cache
def _bank() -> dict[str, dict[str, Any]]:
    files = sorted((BANK / "questions").rglob("*.yaml"))
    return {written["id"]: written for path in files for written in yaml.safe_load(path.read_text("utf-8"))}


@cache
def questions(slug: str) -> tuple[Asked, ...]:
    """The questions of a paper in the order of their numbers."""
    return tuple(
        Asked(number, id_, section, _key(_bank()[id_]), len(_bank()[id_]["statements"]))
        for number, (section, id_) in enumerate(_listed(slug), start=1)
    )


def _listed(slug: str) -> Iterator[tuple[str, str]]:
    for field in paper(slug)["fields"]:
        for section in field["sections"]:
            yield from ((section["code"], id_) for id_ in section["questions"])


def _key(written: dict[str, Any]) -> tuple[int, ...]:
    return tuple(position for position, said in enumerate(written["statements"], start=1) if said["correct"])


def points(slug: str, right: set[int]) -> dict[str, int]:
    """Points of each section when exactly these numbers are answered rightly."""
    asked = questions(slug)
    return {code: sum(q.section == code and q.number in right for q in asked) for code in {q.section for q in asked}}
