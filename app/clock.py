"""The only room that reads the clock: instants are aware UTC, people see Japan time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

JST = ZoneInfo("Asia/Tokyo")


def now() -> datetime:
    return datetime.now(UTC)


def jst(instant: datetime) -> datetime:
    return instant.astimezone(JST)


def today() -> date:
    """Today's date in Japan, which begins nine hours before the UTC date does."""
    return jst(now()).date()


def start_of(day: date) -> datetime:
    """The instant at which the day begins in Japan."""
    return datetime.combine(day, time(), JST).astimezone(UTC)
