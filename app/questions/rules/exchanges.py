"""An exchange in the browser: a file that comes in or goes out, and how far it has got."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

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
