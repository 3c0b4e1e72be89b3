"""Answers that came after the end: counted only by a recorded decision."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, NotFound
from app.exams.models import NEVER_SCORED, Answer, Attempt, LateAnswer, Paper
from app.notices.actions import notify
from app.notices.rules import NoticeKind

DECIDED = "この解答の扱いは、すでに決まっています。"
OF_ANOTHER_PAPER = "この解答は、この試験のものではありません。受験状況の画面を開き直してください。"
NEWER_COUNTS = "同じ問題で、これより新しい解答が採点に入っています。この解答は認められません。"


def decide(late: LateAnswer, paper: Paper, *, accept: bool, by: Person, now: datetime) -> None:
    """Let a late answer count, or not; an accepted one replaces what was stored and is judged anew.

    Raises NotFound for an answer to another paper, Conflict when it was decided before, or when a
    newer one of the same question counts already.
    """
    attempt = db.session.get_one(Attempt, late.attempt_id, with_for_update=True, populate_existing=True)
    db.session.refresh(late)  # somebody else may have decided while we waited
    if attempt.paper_id != paper.id:
        raise NotFound(OF_ANOTHER_PAPER)
    if late.accepted is not None:
        raise Conflict(DECIDED)
    late.accepted, late.decided_by_id, late.decided_at = accept, by.id, now
    stored = db.session.get(Answer, (late.attempt_id, late.number))
    before = stored.choices if stored else 0
    if accept:
        _count(late, stored, attempt, now)
    _tell(late, paper, attempt, accept=accept, now=now)
    audit.record(
        "exams.decide_late_answer",
        f"attempt:{late.attempt_id}",
        by=by.id,
        organisation=paper.organisation_id,
        before={"number": late.number, "choices": before},
        after={"number": late.number, "choices": late.choices if accept else before, "accepted": accept},
    )


def _tell(late: LateAnswer, paper: Paper, attempt: Attempt, *, accept: bool, now: datetime) -> None:
    decision = "認められ、採点に入ります" if accept else "認められませんでした"
    notify(
        attempt.person_id,
        kind=NoticeKind.REGRADE,
        title="時間のあとに届いた解答の扱いが決まりました",
        body=f"「{paper.title}」の問{late.number}で、終了時刻のあとに届いた解答は、{decision}。",
        link=f"/attempts/{attempt.id}/result",
        now=now,
    )


def _count(late: LateAnswer, stored: Answer | None, attempt: Attempt, now: datetime) -> None:
    if stored is not None and stored.seq >= late.seq:
        raise Conflict(NEWER_COUNTS)
    if stored is None:
        stored = Answer(attempt_id=late.attempt_id, number=late.number, struck=0, flagged=False, seconds=0)
        db.session.add(stored)
    stored.choices, stored.seq, stored.saved_at = late.choices, late.seq, now
    attempt.scored_revision, attempt.passed = NEVER_SCORED, None
