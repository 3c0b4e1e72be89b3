"""Work that takes the worker a while: what kinds there are and how far one is."""

from __future__ import annotations

from enum import StrEnum


class JobKind(StrEnum):
    CERTIFICATES = "certificates"
    SAMPLE = "sample"
    EXPORT = "export"
    IMPORT = "import"


JOB_LABELS = {
    JobKind.CERTIFICATES: "修了証明書の作成",
    JobKind.SAMPLE: "様式の見本の作成",
    JobKind.EXPORT: "一覧の書き出し",
    JobKind.IMPORT: "名簿の読み取り",
}


class JobState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


def percent(done: int, total: int, state: JobState) -> int:
    """How far the work is; never whole before it has ended."""
    if state is JobState.DONE:
        return 100
    return min(99, 100 * done // total) if total else 0
