from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams import tasks
from app.exams.actions import scoring
from app.exams.actions.late import decide
from app.exams.models import Attempt, PaperEdition
from app.exams.queries.attempts import answers_of, judged
from app.exams.queries.content import printed
from app.exams.rules import GRACE, AttemptState, Result
from app.notices.models import Notice
from tests.exams.factories import AttemptFactory, closed_attempt, exam, late_answer
from tests.exams.rulings import CORRECT, excluded, rekey, ruled, score_all

SECOND = timedelta(seconds=1)
MARKS = [(), (1,), (1, 3), (2, 4), (1, 2, 3), (4, 5), (1, 2, 4)]
RULINGS = {
    "none": [],
    "void as correct": [(1, CORRECT)],
    "void as excluded": [(1, excluded(care_support=1))],
    "rekey with two sets": [(1, rekey((1, 3), (2, 4)))],
    "rekey with three sets": [(3, rekey((1, 2, 3), (1, 2, 4), (3, 4, 5)))],
    "all at once": [(1, CORRECT), (2, excluded(care_support=1)), (3, rekey((1, 2, 4))), (4, rekey((4, 5), (1, 3)))],
}


def by_the_rules(attempt: Attempt) -> Result:
    return judged(printed(attempt.edition_id, attempt.edition.revision), answers_of(attempt.id))


def stored(attempt: Attempt) -> dict[str, tuple[int, int]]:
    return {row.section.code: (row.correct, row.total) for row in attempt.scores}


@pytest.mark.parametrize("name", RULINGS)
def test_what_is_stored_set_based_is_what_the_rules_say(
    db: Session, edition: PaperEdition, instructor: Person, name: str
) -> None:
    dice = Random(name)
    for field, mark in zip(edition.fields, (dice.randint(0, 2), dice.randint(0, 2)), strict=True):
        field.pass_mark = mark
    attempts = [
        closed_attempt(edition, answers={n: dice.choice(MARKS) for n in (1, 2, 3, 4) if dice.random() < 0.8})
        for _ in range(30)
    ]
    for number, proposal in RULINGS[name]:
        ruled(edition, number, proposal, instructor)

    score_all(db)

    for attempt in attempts:
        result = by_the_rules(attempt)
        sections = {s.code: (s.correct, s.total) for field in result.fields for s in field.sections}
        assert (stored(attempt), attempt.passed) == (sections, result.passed)
        assert attempt.scored_revision == edition.revision == len(RULINGS[name])
    assert {attempt.passed for attempt in attempts} <= {True, False}


def test_an_attempt_without_a_single_answer_is_nothing_of_everything(db: Session, edition: PaperEdition) -> None:
    attempt = closed_attempt(edition)

    score_all(db)

    assert stored(attempt) == {"care-support": (0, 2), "health": (0, 1), "welfare": (0, 1)}
    assert attempt.passed is False


def test_a_paper_without_pass_marks_is_passed_by_everybody(db: Session) -> None:
    attempt = closed_attempt(exam(marks=(None, None)))

    score_all(db)

    assert attempt.passed is True


def test_scores_of_two_papers_do_not_mix(db: Session, edition: PaperEdition) -> None:
    other = exam({"care-support": [(2, 4)], "health": [(1, 2)], "welfare": []}, marks=(1, 1))
    here, there = (closed_attempt(e, answers={1: (2, 4), 2: (1, 2)}) for e in (edition, other))

    score_all(db)

    assert stored(here) == {"care-support": (0, 2), "health": (0, 1), "welfare": (0, 1)}
    assert stored(there) == {"care-support": (1, 1), "health": (1, 1)}


def test_open_attempts_are_closed_when_time_and_grace_are_over_and_scored_in_the_same_round(
    db: Session, edition: PaperEdition
) -> None:
    long_ago = clock.now() - timedelta(hours=3)
    over, sitting = AttemptFactory(edition=edition, started_at=long_ago), AttemptFactory(edition=edition)

    score_all(db)

    assert (over.state, over.closed_at) == (AttemptState.TIMED_OUT, over.ends_at)
    assert (over.passed, over.scored_revision) == (False, 0)
    assert (sitting.state, sitting.passed, stored(sitting)) == (AttemptState.OPEN, None, {})


def test_nobody_is_closed_within_the_grace(db: Session, edition: PaperEdition) -> None:
    attempt = AttemptFactory(edition=edition)

    assert scoring.close_overdue(now=attempt.ends_at + GRACE) == 0
    assert scoring.close_overdue(now=attempt.ends_at + GRACE + SECOND) == 1


def test_a_second_round_changes_nothing_and_tells_nobody(db: Session, edition: PaperEdition) -> None:
    attempt = closed_attempt(edition, answers={1: (1, 3)})
    score_all(db)
    first = stored(attempt)

    score_all(db)

    assert scoring.to_score() == []
    assert stored(attempt) == first
    assert db.scalars(select(Notice)).all() == []


def test_a_ruling_makes_every_closed_attempt_of_the_edition_wait_for_a_new_score(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    here, elsewhere = closed_attempt(edition), closed_attempt(exam())
    score_all(db)

    ruled(edition, 1, CORRECT, instructor)

    assert scoring.to_score() == [here.id]
    assert elsewhere.scored_revision == 0


def test_those_whose_score_changed_are_named_with_before_and_after(
    db: Session, edition: PaperEdition, instructor: Person
) -> None:
    gains = closed_attempt(edition, answers={3: (1, 2, 3)})
    loses = closed_attempt(edition, answers={1: (1, 3), 3: (1, 2, 3)})
    new = closed_attempt(edition)
    scoring.store_scores([gains.id, loses.id])
    ruled(edition, 1, rekey((4, 5)), instructor)
    ruled(edition, 2, CORRECT, instructor)
    db.flush()

    changed = scoring.store_scores([gains.id, loses.id, new.id])

    assert [(c.attempt_id, c.correct_before, c.correct_after, c.passed_before, c.passed_after) for c in changed] == [
        (gains.id, 1, 2, False, True)
    ]


def test_an_accepted_late_answer_is_in_the_next_score(db: Session, edition: PaperEdition, organiser: Person) -> None:
    attempt = closed_attempt(edition, answers={3: (1, 2, 3)})
    score_all(db)
    assert attempt.passed is False

    decide(late_answer(attempt), edition.paper, accept=True, by=organiser, now=clock.now())
    score_all(db)

    assert (attempt.scored_revision, attempt.passed) == (0, True)
    assert stored(attempt)["care-support"] == (1, 2)


def test_many_attempts_are_scored_in_pieces(
    db: Session, edition: PaperEdition, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempts = [closed_attempt(edition) for _ in range(5)]
    monkeypatch.setattr(scoring, "AT_A_TIME", 2)
    pieces: list[list[int]] = []
    store = scoring.store_scores
    monkeypatch.setattr(scoring, "store_scores", lambda ids: pieces.append(ids) or store(ids))

    score_all(db)

    assert [len(piece) for piece in pieces] == [2, 2, 1]
    assert {attempt.passed for attempt in attempts} == {False}


@pytest.mark.parametrize("people", [1, 3])
def test_scoring_takes_as_many_statements_for_many_as_for_one(
    db: Session, edition: PaperEdition, queries: list[str], people: int
) -> None:
    for _ in range(people):
        closed_attempt(edition, answers={1: (1, 3)})
    db.commit()
    queries.clear()

    tasks.close_and_score()

    assert len(queries) == 8, queries  # close, find, before, delete, insert, update, after; find nothing more
