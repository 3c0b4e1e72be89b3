"""Answers that came after the end: counted only by a recorded decision."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict
from app.exams.models import NEVER_SCORED, Answer, Attempt, LateAnswer, Paper

DECIDED = "この解答の扱いは、すでに決まっています。"


def decide(late: LateAnswer, paper: Paper, *, accept: bool, by: Person, now: datetime) -> None:
    """Let a late answer count, or not; an accepted one replaces what was stored and is judged anew.

    Raises Conflict when it was decided before.
    """
    if late.accepted is not None:
        raise Conflict(DECIDED)
    late.accepted, late.decided_by_id, late.decided_at = accept, by.id, now
    stored = db.session.get(Answer, (late.attempt_id, late.number))
    before = stored.choices if stored else 0
    if accept:
        _count(late, stored, now)
    audit.record(
        "exams.decide_late_answer",
        f"attempt:{late.attempt_id}",
        by=by.id,
        organisation=paper.organisation_id,
        before={"number": late.number, "choices": before},
        after={"number": late.number, "choices": late.choices if accept else before, "accepted": accept},
    )


def _count(late: LateAnswer, stored: Answer | None, now: datetime) -> None:
    if stored is None:
        stored = Answer(attempt_id=late.attempt_id, number=late.number, struck=0, flagged=False, seconds=0)
        db.session.add(stored)
    stored.choices, stored.seq, stored.saved_at = late.choices, late.seq, now
    attempt = db.session.get_one(Attempt, late.attempt_id)
    attempt.scored_revision, attempt.passed = NEVER_SCORED, None
