"""Past editions of the examination: how many points passed, from a file that names its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

FILE = Path(__file__).parents[1] / "editions.yaml"
COMPARED = 5


@dataclass(frozen=True, slots=True)
class Edition:
    """第n回: the pass mark of each field, how many sat it and how many passed."""

    round: int
    year: str
    pass_marks: Mapping[str, int]
    source: str
    examinees: int
    passers: int

    @property
    def rate(self) -> float:
        """How many of a hundred passed."""
        return round(100 * self.passers / self.examinees, 1)


@dataclass(frozen=True, slots=True)
class Examination:
    """How many questions each section of the examination has, in which field, and the editions, newest first."""

    questions: Mapping[str, int]
    fields: Mapping[str, tuple[str, ...]]
    editions: tuple[Edition, ...]

    def usual_mark(self, field: str) -> int:
        """The highest pass mark of the field in the last five editions: who has it is on the safe side."""
        return max(edition.pass_marks[field] for edition in self.editions[:COMPARED])


@lru_cache(maxsize=1)
def examination() -> Examination:
    """The examination as it has been."""
    said = yaml.safe_load(FILE.read_text("utf-8"))
    editions = [
        Edition(row["round"], str(row["year"]), row["pass_marks"], row["source"], row["examinees"], row["passers"])
        for row in said["editions"]
    ]
    editions.sort(key=lambda edition: -edition.round)
    fields = {code: tuple(sections) for code, sections in said["fields"].items()}
    return Examination(said["questions"], fields, tuple(editions))
