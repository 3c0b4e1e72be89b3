"""What is true of a reported error: its kinds, its states, and until when it is answered."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

LONGEST_REPORT = 1000
ANSWERED_WITHIN = timedelta(days=7)
KEY_ANSWERED_WITHIN = timedelta(days=3)
A_DAY_AT_MOST = 30


class ReportKind(StrEnum):
    """What the reader thinks is wrong."""

    KEY = "key"
    LAW = "law"
    WHY = "why"
    WORDING = "wording"
    OTHER = "other"


REPORT_KIND_LABELS = {
    ReportKind.KEY: "正答が違う",
    ReportKind.LAW: "法令が古い・違う",
    ReportKind.WHY: "解説が違う・分からない",
    ReportKind.WORDING: "誤字・読みにくい",
    ReportKind.OTHER: "そのほか",
}


class ReportState(StrEnum):
    """What came of a report."""

    OPEN = "open"
    ANSWERED = "answered"
    CORRECTED = "corrected"


REPORT_STATE_LABELS = {
    ReportState.OPEN: "確認中",
    ReportState.ANSWERED: "回答済み",
    ReportState.CORRECTED: "訂正済み",
}


def due_on(kind: ReportKind, today: date) -> date:
    """Until when it is answered: what may cost somebody a point comes first."""
    soon = kind in (ReportKind.KEY, ReportKind.LAW)
    return today + (KEY_ANSWERED_WITHIN if soon else ANSWERED_WITHIN)
