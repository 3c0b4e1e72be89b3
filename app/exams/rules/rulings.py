"""What a ruling on a question changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.exams.rules.score import is_correct
from app.exams.rules.words import RulingKind, Treatment


@dataclass(frozen=True, slots=True)
class Proposal:
    """A ruling that somebody is about to make on one question of a paper.

    `keys` are the masks that are right from now on (rekey alone); `pass_marks` the new pass marks of
    fields by code, which an exclusion must bring.
    """

    kind: RulingKind
    keys: frozenset[int] = frozenset()
    pass_marks: Mapping[str, int] = field(default_factory=dict)

    @property
    def treatment(self) -> Treatment:
        return Treatment.COUNTED if self.kind is RulingKind.REKEY else Treatment(self.kind.value)

    def point(self, mask: int) -> bool:
        """Does this mask earn the point under the ruling? An excluded question earns none."""
        return self.treatment is not Treatment.VOID_EXCLUDED and is_correct(mask, self.keys, self.treatment)


@dataclass(frozen=True, slots=True)
class Change:
    """What a ruling does to one attempt."""

    attempt_id: int
    person_name: str
    correct_before: int
    correct_after: int
    passed_before: bool
    passed_after: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What a ruling would do to everybody who has handed in."""

    changes: tuple[Change, ...]
    attempts: int

    @property
    def to_pass(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.passed_after and not c.passed_before)

    @property
    def to_fail(self) -> tuple[Change, ...]:
        return tuple(c for c in self.changes if c.passed_before and not c.passed_after)


def reaches(correct: Mapping[str, int], pass_marks: Mapping[str, int | None]) -> bool:
    """Has every field reached its pass mark? A field without one always has."""
    return all(mark is None or correct.get(code, 0) >= mark for code, mark in pass_marks.items())
