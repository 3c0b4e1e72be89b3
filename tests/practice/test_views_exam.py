"""From the result of an examination to the practice of what it cost."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams.models import Attempt, PaperEdition
from app.exams.queries import content
from app.exams.views import pieces
from app.practice.models import PracticeSet
from app.questions.rules.words import Results
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.factories import member
from tests.practice.factories import home, questions

FORM = r'action="/practice/sets">(.*?)</form>'


RIGHT = {1: (1, 3), 2: (2, 4), 3: (1, 2, 3), 4: (4, 5)}


@pytest.fixture(autouse=True)
def _nothing_printed() -> None:
    """Ids begin anew with each test: what an earlier one has printed is not this paper."""
    content.printed.cache_clear()
    pieces.forget()


@pytest.fixture
def edition(db: Session) -> PaperEdition:
    """A paper of the stock; each of its questions has a topic of its own."""
    return exam(organisation=home())


@pytest.fixture
def lost_second(edition: PaperEdition, person: Person) -> Attempt:
    """The person got the others right and lost the second question."""
    return closed_attempt(edition, person=person, answers={**RIGHT, 2: (1, 2)})


def sent_by(page: str) -> dict[str, str]:
    form = re.search(FORM, page, re.DOTALL)
    return dict(re.findall('name="([a-z_]+)" value="([^"]*)"', form[1])) if form else {}


def test_a_result_leads_to_the_topics_that_it_names(
    client: StrictClient, edition: PaperEdition, person: Person, lost_second: Attempt, db: Session
) -> None:
    questions(1)
    page = client.get(f"/attempts/{lost_second.id}/result").text

    answer = client.post("/practice/sets", data=sent_by(page))

    assert "この弱点を15分で練習する" in page
    begun = db.scalars(select(PracticeSet)).one()
    assert (answer.location, begun.minutes) == (f"/practice/sets/{begun.id}", 15)
    lost = content.printed_edition(edition).questions[1]
    assert {item[0] for item in begun.items} == {lost.question_id}
    assert f"{edition.paper.title}で落とした項目" in client.get("/practice").text


def test_who_lost_nothing_is_led_nowhere(client: StrictClient, edition: PaperEdition, person: Person) -> None:
    attempt = closed_attempt(edition, person=person, answers=RIGHT)

    assert sent_by(client.get(f"/attempts/{attempt.id}/result").text) == {}


@pytest.mark.parametrize("subject", ["999999", "x", "-1"])
def test_an_attempt_that_is_not_there_begins_nothing(client: StrictClient, person: Person, subject: str) -> None:
    answer = client.post("/practice/sets", data={"kind": "exam", "subject": subject, "minutes": "15"})

    assert answer.status_code == 404


def test_neither_somebody_else_s_attempt_nor_a_result_kept_back_begins_anything(
    client: StrictClient, edition: PaperEdition, person: Person, lost_second: Attempt
) -> None:
    others = closed_attempt(edition, person=member())
    running = AttemptFactory(edition=exam(organisation=home()), person=person)
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() + timedelta(hours=1)

    answers = [
        client.post("/practice/sets", data={"kind": "exam", "subject": str(attempt.id), "minutes": "15"}).status_code
        for attempt in (others, running, lost_second)
    ]

    assert answers == [404, 409, 409]
