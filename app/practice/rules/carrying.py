"""What may be taken along, for how long, and which clock an answer from there is believed by."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.practice.rules.memory import believed

CARRIED_MINUTES = (10, 20, 40)
MOST_CARDS = 100  # about 150 KB on the device
MOST_QUESTIONS = 25  # with five statements each about as much
GOOD_FOR = timedelta(days=7)
KEPT_FOR = timedelta(days=60)
BAGS_A_DAY = 20
MOST_SENT = 100


def answered_at(
    said: datetime | None, sent_at: datetime | None, *, now: datetime, taken_at: datetime, after: datetime | None
) -> datetime:
    """When an answer was given by a device whose clock may be wrong, and may have been set meanwhile.

    `sent_at` is what the device calls now: a clock that is steadily wrong is put right by it. The answer is never
    from the future, nor from before the cards were taken along, nor earlier than the one given `after` which it came.
    """
    told = said if said is None or sent_at is None else _shifted(said, now - sent_at)
    at = believed(told, now=now, not_before=taken_at)
    return at if after is None else max(at, after)


def _shifted(said: datetime, by: timedelta) -> datetime:
    try:
        return said + by
    except OverflowError:
        return said
