"""How often each page of a sitting asks the database: the same for every paper, however long."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.exams.models import Attempt
from tests.client import StrictClient
from tests.exams.answers import GOOD, saved
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.exams.rulings import score_all

BELL = 1  # the header of every page outside a sitting counts unread notices


@pytest.fixture(params=[1, 3], ids=["1 question", "3 questions"])
def sitting(request: pytest.FixtureRequest, db: Session, client: StrictClient, person: Person) -> Attempt:
    """Somebody sits a paper of so many questions, all answered; what it prints has been printed before."""
    keys = [(1, 3), (2, 4), (4, 5)][: request.param]
    edition = exam({"care-support": keys}, slug="paper-x")
    attempt: Attempt = AttemptFactory(edition=edition, person=person, answers=dict(enumerate(keys, 1)))
    client.sign_in(person)
    client.get(f"/attempts/{attempt.id}")
    return attempt


def asked(client: StrictClient, queries: list[str], method: str, path: str, **sent: object) -> int:
    queries.clear()
    answer = client.open(path, method=method, **sent)
    assert answer.status_code in (200, 303), answer.text
    return len(queries)


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("", 3),  # session, attempt, answers
        ("/sheet", 3),
        ("/submit", 3),
    ],
)
def test_a_page_of_the_sitting(
    client: StrictClient, queries: list[str], sitting: Attempt, page: str, expected: int
) -> None:
    assert asked(client, queries, "GET", f"/attempts/{sitting.id}{page}") == expected


def test_the_sitting_as_data(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    assert asked(client, queries, "GET", f"/api/v1/attempts/{sitting.id}") == 3  # session, attempt, answers


def test_a_save_is_one_statement(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    body = {**GOOD, "choices": [2, 4], "seq": 2}

    assert asked(client, queries, "PUT", f"/api/v1/attempts/{sitting.id}/answers/1", json=body) == 1


def test_a_save_without_scripts(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    page = f"/attempts/{sitting.id}"
    queries.clear()

    assert saved(client, page, seq="2").status_code == 303

    assert len(queries) == 3, queries  # session, attempt, save


def test_handing_in(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    assert asked(client, queries, "POST", f"/attempts/{sitting.id}/submit") == 2  # session, attempt


def test_a_start(client: StrictClient, queries: list[str], sitting: Attempt, db: Session) -> None:
    again = asked(client, queries, "POST", "/exams/paper-x/attempts")
    exam(slug="paper-y")
    fresh = asked(client, queries, "POST", "/exams/paper-y/attempts")

    assert again == 3  # session, offer, attempt
    assert fresh == 4  # session, offer, accommodation, attempt


def test_the_result(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    client.post(f"/attempts/{sitting.id}/submit")
    client.get(f"/attempts/{sitting.id}/result")  # a process reads the glossary once in its life

    page = asked(client, queries, "GET", f"/attempts/{sitting.id}/result")
    data = asked(client, queries, "GET", f"/api/v1/attempts/{sitting.id}/result")

    assert page == 6 + BELL  # session, attempt, answers, late answers, what has changed since, furigana
    assert data == 3


def test_the_paper_and_the_papers_on_offer(client: StrictClient, queries: list[str], sitting: Attempt) -> None:
    assert asked(client, queries, "GET", "/exams") == 2 + BELL  # session, offers
    assert asked(client, queries, "GET", "/exams/paper-x") == 3 + BELL  # session, offer, accommodation


@pytest.mark.parametrize("attempts", [1, 3])
def test_the_history_of_attempts_that_are_scored(
    client: StrictClient, db: Session, queries: list[str], person: Person, attempts: int
) -> None:
    edition = exam()
    for _ in range(attempts):
        closed_attempt(edition, person=person)
    score_all(db)
    client.sign_in(person)
    client.get("/attempts")

    assert asked(client, queries, "GET", "/attempts") == 3 + BELL  # session, attempts, scores
