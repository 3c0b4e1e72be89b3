"""What somebody may ask of those who keep their data, and what became of it."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

DISCLOSURE_LASTS = timedelta(days=7)
LONGEST_ABOUT = 80
LONGEST_WISH = 2000
LONGEST_ANSWER = 2000


class RequestKind(StrEnum):
    CORRECT = "correct"
    STOP = "stop"


REQUEST_LABELS = {RequestKind.CORRECT: "訂正・追加・削除", RequestKind.STOP: "利用停止"}


class RequestState(StrEnum):
    OPEN = "open"
    DONE = "done"
    DECLINED = "declined"


STATE_LABELS = {
    RequestState.OPEN: "受け付けました",
    RequestState.DONE: "対応しました",
    RequestState.DECLINED: "対応しませんでした",
}


def edition(version: str) -> str:
    """How a version of a text is called: by its day, as days are said; another name stays as it is."""
    try:
        day = date.fromisoformat(version)
    except ValueError:
        return version
    return f"{day.year}年{day.month}月{day.day}日"


class Ground(StrEnum):
    """Why a person's account is erased by somebody else."""

    ASKED = "asked"
    DEATH = "death"
    MISTAKE = "mistake"


GROUND_LABELS = {
    Ground.ASKED: "本人からの申し出（書面・電話など）",
    Ground.DEATH: "本人が亡くなった",
    Ground.MISTAKE: "誤って登録した",
}


def newer_versions(agreed: dict[str, str], current: dict[str, str]) -> list[str]:
    """The purposes whose text has changed since the person agreed to it; one never agreed to counts too."""
    return [purpose for purpose, version in current.items() if agreed.get(purpose, "") != version]
