"""How often each page of practice asks the database: the same at ten reviews as at ten thousand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import String, cast, insert, literal, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.models import PracticeDay, PracticeSet, ReviewLog
from app.practice.rules.words import Confidence, Drill
from tests.client import StrictClient
from tests.practice.factories import card, practice_set, questions

BELL = 1  # the header of every page outside a drill counts unread notices


@pytest.fixture(params=[10, 10_000], ids=["10 reviews", "10,000 reviews"])
def practised(request: pytest.FixtureRequest, db: Session, person: Person) -> PracticeSet:
    """Somebody with so many reviews in their history, and a set that is open."""
    versions = questions(1 if request.param == 10 else 3)
    for version in versions:
        for statement in version.statements[1:]:
            card(person, statement, due_in=-1)
    statement, now = versions[0].statements[0], clock.now()
    log = {
        "person_id": person.id,
        "statement_id": statement.id,
        "said_correct": True,
        "right": True,
        "confidence": Confidence.SURE,
        "drill": Drill.CARD,
        "took_seconds": 9,
        "answered_at": now,
        "recorded_at": now,
    }
    first = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.n + 1).where(first.c.n < request.param))
    types = ReviewLog.__table__.c
    said = [literal(value, types[name].type).label(name) for name, value in log.items()]
    rows = select(cast(numbers.c.n, String), *said)
    db.execute(insert(ReviewLog).from_select(["client_id", *log], rows))
    for day in range(request.param // 10):
        on = clock.today() - timedelta(days=day)
        sums = {"cards_right": 9, "card_seconds": 90, "questions": 0, "questions_right": 0, "question_seconds": 0}
        db.add(PracticeDay(person_id=person.id, on=on, cards=10, **sums))
    return practice_set(person)


def asked(client: StrictClient, queries: list[str], path: str, **sent: object) -> int:
    queries.clear()
    answer = client.open(path, method="POST" if sent else "GET", **sent)
    assert answer.status_code in (200, 303), answer.text
    return len(queries)


@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
def test_the_next_card(
    client: StrictClient, queries: list[str], practised: PracticeSet, headers: dict[str, str]
) -> None:
    queries.clear()

    client.get(f"/practice/sets/{practised.id}", headers=headers)

    assert len(queries) == 3  # session, set, statement


def test_the_next_card_with_furigana(client: StrictClient, queries: list[str], practised: PracticeSet) -> None:
    client.post("/reading/help", data={"furigana": "all"})
    client.get(f"/practice/sets/{practised.id}")  # once for all who come after, the furigana is made

    assert asked(client, queries, f"/practice/sets/{practised.id}") == 4  # session, set, statement, furigana


def test_the_practice_page(client: StrictClient, queries: list[str], practised: PracticeSet) -> None:
    assert asked(client, queries, "/practice") == 6 + BELL  # session, standing, marked days, counts, days, papers


def test_the_start_page_of_the_site(client: StrictClient, queries: list[str], practised: PracticeSet) -> None:
    assert asked(client, queries, "/") <= 10


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("/topics", 3),  # session, settings, topics
        ("/sources", 3),
        ("/lucky", 5),  # session, settings, how many, the page of them, the glossary
        ("/notes", 4),  # session, settings, how many, the page of them
        ("/search?q=肢", 7),  # session, settings, ids, versions, statements, what was answered, notes
        ("/settings", 3),  # session, settings, papers
        ("/plan", 8),  # session, settings, cards, total, marked days, days, the fit, feed
        ("/progress", 6),  # session, settings, days, attempts, topics, marked days
    ],
)
def test_the_other_pages(
    client: StrictClient, queries: list[str], practised: PracticeSet, page: str, expected: int
) -> None:
    client.get(f"/practice{page}")  # the glossary is asked for once a process

    assert asked(client, queries, f"/practice{page}") == expected + BELL
