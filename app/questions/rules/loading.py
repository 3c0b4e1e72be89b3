"""What a load of the bank did, counted by kind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Outcome(StrEnum):
    """What became of one entry of the files."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


OUTCOME_LABELS = {Outcome.ADDED: "追加", Outcome.UPDATED: "更新", Outcome.UNCHANGED: "変更なし"}


@dataclass(slots=True)
class LoadReport:
    """Counts by kind (出題項目, 根拠 …) in the order in which they were loaded."""

    counts: dict[str, Counter[Outcome]] = field(default_factory=dict)

    def note(self, kind: str, outcome: Outcome) -> None:
        self.counts.setdefault(kind, Counter())[outcome] += 1

    @property
    def changed(self) -> int:
        return sum(tally.total() - tally[Outcome.UNCHANGED] for tally in self.counts.values())

    def lines(self) -> list[str]:
        """A line for each kind: 問題  追加 60  更新 0  変更なし 0."""
        return [
            "  ".join([kind, *(f"{label} {tally[outcome]}" for outcome, label in OUTCOME_LABELS.items())])
            for kind, tally in self.counts.items()
        ]
