"""What of a paper is printed."""

from __future__ import annotations

from enum import StrEnum


class Print(StrEnum):
    BOOKLET = "booklet"
    SHEET = "sheet"


PRINT_LABELS = {Print.BOOKLET: "問題冊子", Print.SHEET: "解答用紙"}


class PrintState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"
