"""Time spent with a lesson: what counts as reading, how much of it, and when a section is read.

A page in sight that is being read sends a beat every BEAT seconds. What counts is the time between two
beats of one person, whichever lesson and device they come from: two tabs at once count once, and a gap
(the tab was left, the phone was put away) counts nothing. Each section can earn no more than its share
of the lesson's minutes, so that whoever skips a section lacks its share.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

BEAT = 20
LONGEST_GAP = timedelta(seconds=45)
FASTEST = 3
"""Nobody reads and understands three times as fast as we estimate."""
SHARE_TOLD = 5
"""The ledger hears of whole pieces of five minutes, and of the rest when the lesson is read."""


class Reading(Protocol):
    """What is stored of somebody's time with a section."""

    @property
    def seconds(self) -> int: ...
    @property
    def checked(self) -> bool: ...


def section_seconds(minutes: int, characters: Sequence[int]) -> list[int]:
    """The lesson's time, shared out to its sections by their length; nothing is lost in rounding."""
    total, whole = sum(characters) or 1, minutes * 60
    ends, upto = [], 0
    for each in characters:
        upto += each
        ends.append(whole * upto // total)
    return [end - begin for begin, end in zip([0, *ends], ends, strict=False)]


def counted(since: datetime | None, now: datetime, *, already: int, wanted: int) -> int:
    """The seconds that a beat adds to its section: none after a gap, none beyond the section's share."""
    if since is None or not timedelta(0) < now - since <= LONGEST_GAP:
        return 0
    return max(0, min(int((now - since).total_seconds()), wanted - already))


def counted_by_hand(since: datetime, now: datetime, *, already: int, wanted: int) -> int:
    """The seconds of a section that is marked by hand: those since the page was opened or the mark before."""
    return max(0, min(int((now - since).total_seconds()), wanted - already))


def is_read(reading: Reading, wanted: int) -> bool:
    """A section is read when it had its time, or when it was marked after the least time that reading takes."""
    return reading.seconds >= wanted or (reading.checked and reading.seconds * FASTEST >= wanted)


def minutes_to_tell(seconds: int, told: int, *, finished: bool) -> int:
    """The whole minutes that the ledger is to hear of now."""
    new = seconds // 60 - told
    return new if new >= SHARE_TOLD or (finished and new > 0) else 0
