"""What the worker does for accounts: clears what has had its day."""

from __future__ import annotations

from app import clock, tasks
from app.accounts import actions

AN_HOUR = 60


@tasks.every(minutes=AN_HOUR)
def clear() -> None:
    actions.clear(clock.now())
