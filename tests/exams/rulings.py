"""Rulings for tests: what can be proposed, made, and scored as the worker does it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams import tasks as exam_tasks
from app.exams.actions.rulings import rule
from app.exams.models import Attempt, PaperEdition, Ruling
from app.exams.queries.rulings import question_of
from app.exams.rules import Proposal, RulingKind, mask_of

CORRECT = Proposal(RulingKind.VOID_CORRECT)


def excluded(**marks: int) -> Proposal:
    return Proposal(RulingKind.VOID_EXCLUDED, pass_marks={code.replace("_", "-"): mark for code, mark in marks.items()})


def rekey(*keys: tuple[int, ...], **marks: int) -> Proposal:
    return Proposal(
        RulingKind.REKEY,
        frozenset(map(mask_of, keys)),
        {code.replace("_", "-"): mark for code, mark in marks.items()},
    )


def ruled(edition: PaperEdition, number: int, proposal: Proposal, by: Person) -> Ruling:
    asked = question_of(edition.paper, number)
    return rule(edition.paper, asked, proposal, reason="正答が二つありました。", by=by, now=clock.now())


def score_all(db: Session) -> None:
    """What the worker does within a minute."""
    db.commit()
    exam_tasks.close_and_score()
    db.expire_all()


def standing(attempt: Attempt) -> tuple[int, bool | None]:
    return sum(row.correct for row in attempt.scores), attempt.passed
