from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams.models import Attempt, PaperEdition
from app.exams.queries.rulings import preview, question_of
from app.exams.rules import Proposal
from tests.exams.factories import AttemptFactory, another_edition, closed_attempt
from tests.exams.rulings import CORRECT, excluded, rekey, ruled, score_all, standing

SETS = [(1, 2), (1, 3), (2, 4), (4, 5), (1, 2, 3), ()]
PROPOSALS = [
    CORRECT,
    excluded(care_support=0),
    excluded(care_support=1, health_welfare=1),
    rekey((2, 4), (4, 5)),
    rekey((1, 2), care_support=2),
]


def crowd(edition: PaperEdition, dice: Random) -> list[Attempt]:
    return [closed_attempt(edition, answers={n: dice.choice(SETS) for n in (1, 2, 3, 4)}) for _ in range(12)]


@pytest.mark.parametrize("before", [None, *PROPOSALS[:2]], ids=["first", "after correct", "after excluded"])
@pytest.mark.parametrize("proposal", PROPOSALS, ids=lambda p: f"{p.kind}-{len(p.pass_marks)}")
def test_the_preview_says_what_is_then_stored(
    db: Session, edition: PaperEdition, instructor: Person, proposal: Proposal, before: Proposal | None
) -> None:
    dice = Random(f"{proposal.kind}{before}")
    newer = another_edition(edition)
    reworded = another_edition(edition, reworded=True)
    edition.fields[0].pass_mark = 2
    attempts = [one for asked in (edition, newer, reworded) for one in crowd(asked, dice)]
    if before is not None:
        ruled(edition, 1, before, instructor)
    score_all(db)
    old = {attempt.id: standing(attempt) for attempt in attempts}
    revisions = {attempt.id: attempt.edition.revision for attempt in attempts}

    said = preview(edition.paper, question_of(edition.paper, 1), proposal)
    ruled(edition, 1, proposal, instructor)
    score_all(db)

    stored = {attempt.id: standing(attempt) for attempt in attempts}
    changed = {id: (*old[id], *stored[id]) for id in old if old[id] != stored[id]}
    assert said.attempts == sum(attempt.edition.revision > revisions[attempt.id] for attempt in attempts)
    assert {
        c.attempt_id: (c.correct_before, c.passed_before, c.correct_after, c.passed_after) for c in said.changes
    } == changed
    assert {c.attempt_id for c in said.to_pass} == {id for id, (_, a, _, b) in changed.items() if b and not a}
    assert {c.attempt_id for c in said.to_fail} == {id for id, (_, a, _, b) in changed.items() if a and not b}


def test_the_preview_leaves_out_who_still_sits_and_who_is_not_scored_by_today_s_rulings(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    AttemptFactory(edition=edition)
    closed_attempt(edition)
    score_all(db)
    closed_attempt(edition, started_at=clock.now() - timedelta(hours=4))

    first = preview(edition.paper, question_of(edition.paper, 1), CORRECT)
    ruled(edition, 2, CORRECT, instructor)
    second = preview(edition.paper, question_of(edition.paper, 1), CORRECT)

    assert (first.attempts, second.attempts) == (1, 0)


def test_a_preview_changes_nothing(db: Session, edition: PaperEdition) -> None:
    attempt = closed_attempt(edition, answers={})
    score_all(db)

    preview(edition.paper, question_of(edition.paper, 1), CORRECT)

    assert (list(db.dirty), list(db.new)) == ([], [])
    assert standing(attempt) == (0, False)
