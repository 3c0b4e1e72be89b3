"""The words of an examination that are stored, and how they are shown."""

from __future__ import annotations

from enum import StrEnum


class Audience(StrEnum):
    """Who may sit a paper."""

    EVERYONE = "everyone"
    ORGANISATION = "organisation"


class AttemptState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed_out"


ATTEMPT_STATE_LABELS = {
    AttemptState.OPEN: "受験中",
    AttemptState.SUBMITTED: "提出済み",
    AttemptState.TIMED_OUT: "時間切れで終了",
}


class PaperState(StrEnum):
    """What a paper is to one candidate at one moment."""

    NOT_YET = "not_yet"
    AVAILABLE = "available"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"
    USED_UP = "used_up"


PAPER_STATE_LABELS = {
    PaperState.NOT_YET: "受付前",
    PaperState.AVAILABLE: "受験できます",
    PaperState.IN_PROGRESS: "受験中",
    PaperState.CLOSED: "受付終了",
    PaperState.USED_UP: "受験済み",
}


class Treatment(StrEnum):
    """How a question of a paper counts: normally, as right for everybody, or not at all."""

    COUNTED = "counted"
    VOID_CORRECT = "void_correct"
    VOID_EXCLUDED = "void_excluded"


TREATMENT_LABELS = {
    Treatment.COUNTED: "通常どおり採点",
    Treatment.VOID_CORRECT: "全員正解",
    Treatment.VOID_EXCLUDED: "採点から除外",
}


class RulingKind(StrEnum):
    VOID_CORRECT = "void_correct"
    VOID_EXCLUDED = "void_excluded"
    REKEY = "rekey"


RULING_LABELS = {
    RulingKind.VOID_CORRECT: "全員正解にする",
    RulingKind.VOID_EXCLUDED: "採点から除外する",
    RulingKind.REKEY: "正答を変える",
}
