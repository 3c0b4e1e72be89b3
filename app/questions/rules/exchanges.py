"""An exchange in the browser: a file that comes in or goes out, and how far it has got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from app.questions.rules.exchange.package import Package, lines
from app.questions.rules.loading import Outcome

LARGEST_UPLOAD = 50 * 2**20
PIECE = 2**20
KEPT = timedelta(days=7)
ROWS_SHOWN = 200
LINES_SHOWN = 300
AT_A_TIME = 100
LONGEST_NAME = 120


class Direction(StrEnum):
    IN = "in"
    OUT = "out"


DIRECTION_LABELS = {Direction.IN: "読み込み", Direction.OUT: "書き出し"}


class JobState(StrEnum):
    """Where the worker has got with a file."""

    WAITING = "waiting"
    WORKING = "working"
    READY = "ready"
    REFUSED = "refused"
    TAKING = "taking"
    DONE = "done"
    UNDOING = "undoing"
    UNDONE = "undone"
    FAILED = "failed"


STATE_LABELS = {
    JobState.WAITING: "順番待ち",
    JobState.WORKING: "確認中",
    JobState.READY: "確認待ち",
    JobState.REFUSED: "誤りあり",
    JobState.TAKING: "読み込み中",
    JobState.DONE: "完了",
    JobState.UNDOING: "取り消し中",
    JobState.UNDONE: "取消済み",
    JobState.FAILED: "中止",
}
STATE_LABELS_OUT = {
    **STATE_LABELS,
    JobState.WORKING: "書き出し中",
}
STATE_KINDS = {
    JobState.READY: "info",
    JobState.REFUSED: "error",
    JobState.DONE: "success",
    JobState.FAILED: "error",
}
MOVING = frozenset({JobState.WAITING, JobState.WORKING, JobState.TAKING, JobState.UNDOING})


def state_label(direction: Direction, state: JobState) -> str:
    """Where the job stands, in the words of the screen."""
    return (STATE_LABELS if direction is Direction.IN else STATE_LABELS_OUT)[state]


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an import would do to a question, or has done, and why it must not, where it must not."""

    outcome: Outcome
    hindrance: str = ""


def report_of(package: Package, foreseen: Mapping[str, Foreseen]) -> dict[str, Any]:
    """What is shown of a file: its remarks, how many questions change, and the first of them."""
    tally = Counter(one.outcome for one in foreseen.values())
    return {
        "lines": lines_shown(package),
        "counts": {outcome.value: tally[outcome] for outcome in Outcome},
        "questions": [
            {
                "id": question.id,
                "stem": question.stem[:120],
                "outcome": foreseen[question.id].outcome.value if question.id in foreseen else "",
                "choose": question.choose,
                "statements": len(question.statements),
                "official": question.official,
            }
            for question in package.questions[:ROWS_SHOWN]
        ],
        "unofficial": sum(not question.official for question in package.questions),
    }


def lines_shown(package: Package) -> list[dict[str, object]]:
    """The remarks as they are stored, as many as a page holds."""
    return [line.plain() for line in lines(package.remarks)[:LINES_SHOWN]]


def without(report: Mapping[str, Any], left: Mapping[str, Outcome]) -> dict[str, Any]:
    """The same report when these questions were left out after all, with what had been foreseen of them."""
    if not left:
        return dict(report)
    counts = Counter(report["counts"])
    for outcome in left.values():
        counts[outcome.value] -= 1
    return {
        **report,
        "counts": dict(counts),
        "questions": [one | {"outcome": ""} if one["id"] in left else one for one in report["questions"]],
        "left": [*report.get("left", []), *left][:ROWS_SHOWN],
        "left_count": report.get("left_count", 0) + len(left),
    }
