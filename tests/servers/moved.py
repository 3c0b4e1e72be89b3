"""The site by a clock that a test moves: what it says is the real time and so many seconds, read from a file."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask

import app
from app import clock

FILE = "seconds-ahead"


def create_app() -> Flask:
    """The site as it is, with another clock; a process that asks for the time reads the file."""
    file = Path(os.environ["INSTANCE_DIR"]) / FILE

    def moved() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    vars(clock)["now"] = moved
    return app.create_app()


class Mover:
    """Sets the clock of a site that was made by `create_app`."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self.ahead = timedelta()
        self.to(datetime.now(UTC))

    def to(self, instant: datetime) -> None:
        """Let it be this instant now."""
        self._set(instant - datetime.now(UTC))

    def on(self, seconds: float) -> None:
        """Let so many seconds go by."""
        self._set(self.ahead + timedelta(seconds=seconds))

    def _set(self, ahead: timedelta) -> None:
        self.ahead = ahead
        draft = self.file.with_suffix(".new")
        draft.write_text(str(ahead.total_seconds()))
        draft.replace(self.file)  # never half a number
