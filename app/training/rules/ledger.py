"""The ledger of minutes: where a row comes from, and what a correction needs."""

from __future__ import annotations

from enum import StrEnum

MOST_MINUTES = 6_000


class MinuteSource(StrEnum):
    ATTENDANCE = "attendance"
    LESSON = "lesson"
    PRACTICUM = "practicum"
    HAND = "hand"
    REPORT = "report"


MINUTE_SOURCE_LABELS = {
    MinuteSource.ATTENDANCE: "出席",
    MinuteSource.LESSON: "教材",
    MinuteSource.PRACTICUM: "実習",
    MinuteSource.HAND: "手入力",
    MinuteSource.REPORT: "レポート",
}


def session_reference(session_id: int | str) -> str:
    """By what the ledger knows the minutes of a session."""
    return f"session:{session_id}"
