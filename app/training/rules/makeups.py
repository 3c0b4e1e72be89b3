"""補講: who has to make up for what, how much of it is left, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Owed:
    """Minutes of a date that somebody has missed and not made up for."""

    enrolment_id: int
    session_id: int
    module_id: int
    minutes: int
    until: date

    def overdue(self, today: date) -> bool:
        """Is the day over until which it was to be made up?"""
        return self.until < today


def left(whole: int, *earned: int) -> int:
    """What is still missing of a date of which these minutes were earned there and at the dates that make up for it."""
    return max(0, whole - sum(earned))
