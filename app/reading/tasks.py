"""What the worker does for reading."""

from __future__ import annotations

from app.reading.actions import readings
from app.tasks import every

TWICE_AN_HOUR = 30


@every(minutes=TWICE_AN_HOUR)
def forget_old_editions() -> None:
    """Keep the store of furigana to what is read today."""
    readings.forget_old_editions()
