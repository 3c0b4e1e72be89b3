from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition
from app.exams.queries.content import printed_edition
from app.exams.rules import Proposal, Treatment, choices_of
from app.questions.models import QuestionVersion
from app.questions.rules import stock
from tests.exams.rulings import CORRECT, excluded, rekey, ruled
from tests.exams.test_papers import editions, given, load, organisation, reworded, versions
from tests.factories import member

__all__ = ["given", "organisation", "versions"]  # fixtures of the neighbour


@pytest.fixture
def instructor(organisation: Organisation) -> Person:
    return member(Role.INSTRUCTOR, organisation)


def newest_after(
    proposal: Proposal, number: int, db: Session, organisation: Organisation, given: stock.Paper, by: Person
) -> PaperEdition:
    """The paper loaded, ruled on, and loaded again with another time."""
    load(given, organisation)
    ruled(editions(db)[-1], number, proposal, by)
    load(replace(given, minutes=30), organisation)
    return editions(db)[-1]


@pytest.mark.parametrize(
    ("proposal", "treatment", "pass_mark"),
    [(CORRECT, Treatment.VOID_CORRECT, 1), (excluded(care_support=0), Treatment.VOID_EXCLUDED, 0)],
    ids=["void as correct", "void as excluded"],
)
def test_a_void_question_stays_void_in_the_next_edition(
    db: Session,
    organisation: Organisation,
    given: stock.Paper,
    instructor: Person,
    proposal: Proposal,
    treatment: Treatment,
    pass_mark: int,
) -> None:
    edition = newest_after(proposal, 2, db, organisation, given, instructor)

    paper = printed_edition(edition)
    assert [q.treatment for q in paper.questions] == [Treatment.COUNTED, treatment, Treatment.COUNTED]
    assert paper.fields[0].pass_mark == pass_mark


def test_a_new_key_stays_for_the_same_wording(
    db: Session, organisation: Organisation, given: stock.Paper, instructor: Person
) -> None:
    edition = newest_after(rekey((1, 3), (1, 4)), 1, db, organisation, given, instructor)

    assert sorted(map(choices_of, printed_edition(edition).questions[0].keys)) == [(1, 3), (1, 4)]


def test_a_new_wording_brings_its_own_key(
    db: Session,
    organisation: Organisation,
    given: stock.Paper,
    versions: list[QuestionVersion],
    instructor: Person,
) -> None:
    load(given, organisation)
    ruled(editions(db)[-1], 1, rekey((4, 5)), instructor)
    db.add(reworded(versions[0]))
    db.flush()

    load(given, organisation)

    assert list(map(choices_of, printed_edition(editions(db)[-1]).questions[0].keys)) == [(2, 5)]


def test_an_exclusion_that_was_taken_back_stays_so_in_the_next_wording(
    db: Session,
    organisation: Organisation,
    given: stock.Paper,
    versions: list[QuestionVersion],
    instructor: Person,
) -> None:
    load(given, organisation)
    ruled(editions(db)[-1], 1, excluded(care_support=0), instructor)
    ruled(editions(db)[-1], 1, rekey((4, 5), care_support=1), instructor)
    db.add(reworded(versions[0]))
    db.flush()

    load(given, organisation)

    paper = printed_edition(editions(db)[-1])
    assert paper.questions[0].treatment is Treatment.COUNTED
    assert list(map(choices_of, paper.questions[0].keys)) == [(2, 5)]
    assert paper.fields[0].pass_mark == 1
