"""Do statements tell by their last words whether they are right? 「…ことがある。」 often is, in a careless bank.

An ending is the last four letters of a statement. Of each that enough statements share, as many
should be right as of all statements. Some ten endings are looked at at once, so the limit is three
standard deviations of chance: an even bank is blamed once in forty times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from app.questions.rules.sameness import normal
from app.questions.rules.stock import Question

LETTERS = 4
SHARED_BY = 15
CHANCE = 3.0


@dataclass(frozen=True, slots=True)
class Ending:
    """The last letters of some statements, how many of them are right, and how many of all statements are."""

    letters: str
    statements: int
    right: int
    share_of_all: float

    @property
    def share(self) -> float:
        return self.right / self.statements

    @property
    def tells(self) -> bool:
        """True where more, or fewer, are right than chance explains."""
        spread = sqrt(self.statements * self.share_of_all * (1 - self.share_of_all))
        return abs(self.right - self.statements * self.share_of_all) > CHANCE * spread


def endings(questions: Sequence[Question]) -> list[Ending]:
    """The endings that enough statements share, the most common first."""
    said = [(normal(s.text)[-LETTERS:], s.correct) for question in questions for s in question.statements]
    share_of_all = sum(correct for _, correct in said) / max(1, len(said))
    right = Counter(letters for letters, correct in said if correct)
    common = Counter(letters for letters, _ in said).most_common()
    return [Ending(letters, number, right[letters], share_of_all) for letters, number in common if number >= SHARED_BY]
