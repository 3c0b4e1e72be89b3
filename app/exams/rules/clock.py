"""The time of a sitting: fixed at its start, decided by the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal

from app.exams.rules.words import AttemptState, PaperState
from app.questions.rules.words import Results

GRACE = timedelta(seconds=5)  # an answer may be on its way when time is up
EXTRA_MINUTES = range(1, 121)  # what an organiser may add to a sitting at a time


def seconds_allowed(minutes: int, factor: Decimal) -> int:
    """The length of a sitting; a fraction of a second counts for the candidate."""
    return int((Decimal(minutes * 60) * factor).to_integral_value(ROUND_CEILING))


def ends_at(started_at: datetime, minutes: int, factor: Decimal) -> datetime:
    """Fixed at the start; no closing time of the paper ever cuts it short."""
    return started_at + timedelta(seconds=seconds_allowed(minutes, factor))


def accepts_answers(state: AttemptState, ends: datetime, now: datetime) -> bool:
    """Until the end and its few seconds of grace, while the attempt is open."""
    return state is AttemptState.OPEN and now <= ends + GRACE


def shown_state(state: AttemptState, ends: datetime, now: datetime) -> AttemptState:
    """An open attempt whose time has passed is closed for everybody who looks, stored so or not."""
    if state is AttemptState.OPEN and now > ends + GRACE:
        return AttemptState.TIMED_OUT
    return state


def remaining_seconds(ends: datetime, now: datetime) -> int:
    """Whole seconds until the end; none once it has passed."""
    return max(0, int((ends - now).total_seconds()))


@dataclass(frozen=True, slots=True)
class Window:
    """When a paper may be begun, and how often; None is no limit."""

    opens_at: datetime | None
    closes_at: datetime | None
    entry_until: datetime | None
    attempts_allowed: int | None

    def state(self, *, sat: int, in_progress: bool, now: datetime) -> PaperState:
        """What the paper is to somebody who has sat it `sat` times."""
        if in_progress:
            return PaperState.IN_PROGRESS
        if self.opens_at is not None and now < self.opens_at:
            return PaperState.NOT_YET
        ends = [end for end in (self.closes_at, self.entry_until) if end is not None]
        if any(now > end for end in ends):
            return PaperState.CLOSED
        if self.attempts_allowed is not None and sat >= self.attempts_allowed:
            return PaperState.USED_UP
        return PaperState.AVAILABLE


def shows_result(policy: Results, closes_at: datetime | None, now: datetime) -> bool:
    """May the key be seen now? A paper that never closes shows it at once."""
    return policy is Results.AT_ONCE or closes_at is None or now > closes_at
