"""What is true of an examination: the words, the clock, the choices, the score, the rulings."""

from __future__ import annotations

from app.exams.rules.choices import (
    MOST_STATEMENTS,
    choices_of,
    mask_of,
)
from app.exams.rules.clock import (
    EXTRA_MINUTES,
    GRACE,
    Window,
    accepts_answers,
    ends_at,
    remaining_seconds,
    seconds_allowed,
    shown_state,
    shows_result,
)
from app.exams.rules.rulings import (
    Change,
    Preview,
    Proposal,
    reaches,
)
from app.exams.rules.score import (
    FieldPlan,
    FieldResult,
    Marked,
    Result,
    SectionPlan,
    SectionResult,
    SectionScore,
    is_correct,
    judge,
    score,
)
from app.exams.rules.words import (
    ATTEMPT_STATE_LABELS,
    PAPER_STATE_LABELS,
    RULING_LABELS,
    TREATMENT_LABELS,
    AttemptState,
    Audience,
    PaperState,
    RulingKind,
    Treatment,
)

__all__ = [
    "ATTEMPT_STATE_LABELS",
    "EXTRA_MINUTES",
    "GRACE",
    "MOST_STATEMENTS",
    "PAPER_STATE_LABELS",
    "RULING_LABELS",
    "TREATMENT_LABELS",
    "AttemptState",
    "Audience",
    "Change",
    "FieldPlan",
    "FieldResult",
    "Marked",
    "PaperState",
    "Preview",
    "Proposal",
    "Result",
    "RulingKind",
    "SectionPlan",
    "SectionResult",
    "SectionScore",
    "Treatment",
    "Window",
    "accepts_answers",
    "choices_of",
    "ends_at",
    "is_correct",
    "judge",
    "mask_of",
    "reaches",
    "remaining_seconds",
    "score",
    "seconds_allowed",
    "shown_state",
    "shows_result",
]
