"""An application for 合理的配慮: what may be asked for, what becomes of it, how long its grounds are kept."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_GROUNDS = 2000
LONGEST_REASON = 400
LARGEST_FILE = 4 * 2**20
GROUNDS = "accommodation_ground"
GROUNDS_KEPT = timedelta(days=180)  # unless a rule of retention says otherwise
PURPOSE = "accommodation"
VERSION = "2026-11-22"
FILES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}


class Wanted(StrEnum):
    """What people ask for; the organiser decides what it comes to."""

    TIME_130 = "time_130"
    TIME_150 = "time_150"
    LARGE_TEXT = "large_text"
    HIGH_CONTRAST = "high_contrast"
    READ_ALOUD = "read_aloud"
    FURIGANA = "furigana"
    OTHER = "other"


WANTED_LABELS = {
    Wanted.TIME_130: "試験時間の延長 1.3倍（120分 → 156分）",
    Wanted.TIME_150: "試験時間の延長 1.5倍（120分 → 180分）",
    Wanted.LARGE_TEXT: "大きな文字",
    Wanted.HIGH_CONTRAST: "高コントラスト",
    Wanted.READ_ALOUD: "読み上げ",
    Wanted.FURIGANA: "ふりがな（すべての漢字）",
    Wanted.OTHER: "そのほか",
}
FACTORS = {Wanted.TIME_130: "1.30", Wanted.TIME_150: "1.50"}


class ApplicationState(StrEnum):
    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATE_LABELS = {
    ApplicationState.OPEN: "審査中",
    ApplicationState.GRANTED: "認められました",
    ApplicationState.REFUSED: "認められませんでした",
    ApplicationState.WITHDRAWN: "取り下げました",
}


def state_of(granted: bool | None, withdrawn_at: datetime | None) -> ApplicationState:
    """Where an application stands."""
    if withdrawn_at is not None:
        return ApplicationState.WITHDRAWN
    if granted is None:
        return ApplicationState.OPEN
    return ApplicationState.GRANTED if granted else ApplicationState.REFUSED


def file_type(data: bytes) -> str | None:
    """What kind of paper it is by its first bytes; None for any other, and for one too large."""
    kind = next((kind for magic, kind in FILES.items() if data.startswith(magic)), None)
    return kind if len(data) <= LARGEST_FILE else None


def longest_factor(wanted: list[str]) -> str | None:
    """The factor to propose to whoever decides."""
    return max((factor for one, factor in FACTORS.items() if one in wanted), default=None)
