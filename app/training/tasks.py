"""What the worker does for the training by the clock."""

from __future__ import annotations

from app import clock, tasks
from app.training.actions import practicum


@tasks.every(minutes=30)
def wipe_journals() -> None:
    """The texts of practicum journals go on their day."""
    practicum.wipe_journals(today=clock.today())
