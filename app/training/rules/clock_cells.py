"""A time in a cell, as Excel keeps it or as people write it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time, timedelta

from app.training.rules.cells import Wrong

BAD_TIME = "時刻として読み取れません。9:30 の形で入れてください"
OTHER_DAY = "この日程の日ではありません。時刻だけを 9:30 の形で入れてください"
WRITTEN = re.compile(r"(\d{1,2})(?::(\d{2})(?::\d{2})?|時(?:(\d{1,2})分)?)", re.ASCII)
FIRST_DAY_OF_EXCEL = 1900


def time_on(begins: datetime, value: object) -> datetime | None:
    """The instant of the cell on the day of `begins`; None for an empty one, Wrong for what is no time of that day."""
    found = _time(begins, value)
    return None if found is None else begins.replace(hour=found.hour, minute=found.minute, second=0, microsecond=0)


def _time(begins: datetime, value: object) -> time | None:
    if isinstance(value, datetime):
        if value.year > FIRST_DAY_OF_EXCEL and value.date() != begins.date():
            raise Wrong(OTHER_DAY)
        return value.time()
    if isinstance(value, timedelta):
        value = value / timedelta(days=1)
    if isinstance(value, float) and 0 <= value < 1:
        hour, minute = divmod(round(value * 24 * 60) % (24 * 60), 60)
        return time(hour, minute)
    if value is None or isinstance(value, time):
        return value
    return _written(unicodedata.normalize("NFKC", str(value)).replace(" ", ""))


def _written(text: str) -> time | None:
    if not text:
        return None
    said = WRITTEN.fullmatch(text)
    if not said:
        raise Wrong(BAD_TIME)
    try:
        return time(int(said[1]), int(said[2] or said[3] or 0))
    except ValueError:
        raise Wrong(BAD_TIME) from None
