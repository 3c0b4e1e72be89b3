from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.actions.answers import ANSWERED_ELSEWHERE, NOT_ASKED
from app.practice.actions.sets import SET_OVER
from app.practice.forms.sets import UNREADABLE
from app.practice.models import PracticeDay, PracticeSet, ReviewCard, ReviewLog
from app.practice.rules.words import Confidence, Drill
from tests.client import StrictClient
from tests.factories import member
from tests.practice.factories import practice_set, questions, statements_of

FRAGMENT = {"X-Fragment": "1"}


def hidden(page: str) -> dict[str, str]:
    """What the form of a card carries."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def shown(client: StrictClient, found: PracticeSet) -> dict[str, str]:
    return hidden(client.get(f"/practice/sets/{found.id}").text)


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("headers", [{}, FRAGMENT])
def test_a_card_shows_the_statement_and_nothing_that_gives_it_away(
    client: StrictClient, person: Person, headers: dict[str, str]
) -> None:
    versions = questions(1)
    found = practice_set(person)
    asked = statements_of(found.items, versions)[0]

    page = client.get(f"/practice/sets/{found.id}", headers=headers).text

    assert asked.text in re.sub("<wbr/?>|\u200b", "", page)
    assert "解説" not in page
    assert page.count('name="answer"') == 6
    assert ("<!doctype" in page) == (not headers)


def test_one_tap_answers_with_its_confidence_and_tells_why(client: StrictClient, person: Person, db: Session) -> None:
    versions = questions(1)
    found = practice_set(person)
    asked = statements_of(found.items, versions)[0]
    side = "yes" if asked.correct else "no"

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": f"{side}-sure"})
    page = client.get(answer.location)

    assert answer.status_code == 303
    assert "正解" in page.text
    assert asked.why in re.sub("<wbr/?>|\u200b", "", page.text)
    log = db.scalars(select(ReviewLog)).one()
    assert (log.statement_id, log.said_correct, log.right, log.confidence, log.drill) == (
        asked.id,
        asked.correct,
        True,
        Confidence.SURE,
        Drill.CARD,
    )
    kept = db.scalars(select(ReviewCard)).one()
    assert (kept.statement_id, kept.reps, kept.last_right) == (asked.id, 1, True)
    assert kept.due_at > clock.now()
    assert (found.position, found.answered, found.right) == (1, 1, 1)


def test_a_script_gets_the_explanation_at_once(client: StrictClient, person: Person) -> None:
    questions(1)
    found = practice_set(person)

    answer = client.post(
        f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": "yes-guess"}, headers=FRAGMENT
    )

    assert answer.status_code == 200
    assert "解説" in answer.text
    assert "<!doctype" not in answer.text


def test_the_same_answer_sent_twice_counts_once(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    found = practice_set(person)
    sent = {**shown(client, found), "answer": "yes-sure"}

    first = client.post(f"/practice/sets/{found.id}/answers", data=sent)
    second = client.post(f"/practice/sets/{found.id}/answers", data=sent)

    assert first.location == second.location
    assert (count(db, ReviewLog), found.answered) == (1, 1)
    assert db.scalars(select(PracticeDay)).one().cards == 1


def test_an_answer_to_what_was_answered_on_another_device_is_not_taken(client: StrictClient, person: Person) -> None:
    questions(1)
    found = practice_set(person)
    here, there = shown(client, found), shown(client, found)
    client.post(f"/practice/sets/{found.id}/answers", data={**there, "answer": "yes-sure"})

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**here, "answer": "no-sure"})

    assert answer.status_code == 409
    assert ANSWERED_ELSEWHERE in answer.text


@pytest.mark.parametrize(
    "spoiled",
    [
        {"client_id": "x"},
        {"answer": "maybe-sure"},
        {"answer": "yes-perhaps"},
        {"answer": ""},
        {"position": "-1"},
        {"statement": "99999999999999999999"},
    ],
)
def test_what_no_page_of_ours_sends_is_refused(
    client: StrictClient, person: Person, db: Session, spoiled: dict[str, str]
) -> None:
    questions(1)
    found = practice_set(person)

    answer = client.post(
        f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": "yes-sure", **spoiled}
    )

    assert answer.status_code == 422
    assert count(db, ReviewLog) == 0


def test_an_answer_to_another_statement_is_not_taken(client: StrictClient, person: Person) -> None:
    versions = questions(2)
    found = practice_set(person)
    other = statements_of(found.items, versions)[1]

    answer = client.post(
        f"/practice/sets/{found.id}/answers",
        data={**shown(client, found), "answer": "yes-sure", "statement": str(other.id)},
    )

    assert answer.status_code == 409
    assert NOT_ASKED in answer.text


@pytest.mark.parametrize(
    "stamp", ["2100-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "yesterday", "0001-01-01T00:00:00+14:00"]
)
def test_a_clock_that_jumps_is_brought_to_reason(client: StrictClient, person: Person, db: Session, stamp: str) -> None:
    questions(1)
    found = practice_set(person)

    client.post(
        f"/practice/sets/{found.id}/answers",
        data={**shown(client, found), "answer": "yes-sure", "answered_at": stamp, "seconds": "999999"},
    )

    log = db.scalars(select(ReviewLog)).one()
    assert found.started_at <= log.answered_at <= log.recorded_at
    assert log.took_seconds <= 180


def test_what_was_wrong_comes_once_more_in_the_same_set(client: StrictClient, person: Person) -> None:
    versions = questions(3)
    found = practice_set(person)
    before = list(found.items)
    asked = statements_of(found.items, versions)[0]
    wrong = "no" if asked.correct else "yes"

    client.post(f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": f"{wrong}-sure"})

    assert found.items.count(before[0]) == 2
    assert len(found.items) == len(before) + 1


def test_a_set_ends_when_its_minutes_are_used_up(client: StrictClient, person: Person, db: Session) -> None:
    questions(3)
    found = practice_set(person, minutes=3)
    found.spent_seconds = 179
    found.touched_at = clock.now() - timedelta(seconds=30)

    client.post(f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": "yes-sure"})
    page = client.get(f"/practice/sets/{found.id}").text

    assert found.ended_at is not None
    assert "おつかれさまでした" in page
    assert "続ける" not in client.get("/practice").text


def test_a_pause_costs_no_more_than_the_longest_thought(client: StrictClient, person: Person) -> None:
    questions(3)
    found = practice_set(person)
    found.touched_at = clock.now() - timedelta(hours=9)

    client.post(f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": "yes-sure"})

    assert found.spent_seconds == 180


def test_a_set_that_has_ended_takes_no_answer(client: StrictClient, person: Person) -> None:
    questions(1)
    found = practice_set(person)
    sent = shown(client, found)
    client.post(f"/practice/sets/{found.id}/end")

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**sent, "answer": "yes-sure"})

    assert answer.status_code == 409
    assert SET_OVER in answer.text


@pytest.mark.parametrize(("drill", "name"), [(Drill.CARD, "statement"), (Drill.QUESTION, "version")])
def test_a_set_that_has_ended_refuses_what_no_page_of_ours_sends(
    client: StrictClient, person: Person, drill: Drill, name: str
) -> None:
    questions(1)
    found = practice_set(person, drill=drill)
    sent = {**shown(client, found), "answer": "yes-sure", name: ""}
    client.post(f"/practice/sets/{found.id}/end")

    for headers in ({}, FRAGMENT):
        answer = client.post(f"/practice/sets/{found.id}/answers", data=sent, headers=headers)
        assert answer.status_code == 422
        assert UNREADABLE in answer.text


@pytest.mark.parametrize("method_and_path", ["GET ", "POST /answers", "POST /skips", "POST /end"])
def test_somebody_else_s_set_is_not_there(client: StrictClient, person: Person, method_and_path: str) -> None:
    questions(1)
    found = practice_set(member())
    method, path = method_and_path.split(" ")

    sent = {"position": "0", "client_id": str(uuid4()), "answer": "yes-sure", "statement": "1"}
    answer = client.open(f"/practice/sets/{found.id}{path}", method=method, data=sent if method == "POST" else None)

    assert answer.status_code == 404


def test_somebody_else_s_answer_is_not_there(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    found = practice_set(person)
    answer = client.post(f"/practice/sets/{found.id}/answers", data={**shown(client, found), "answer": "yes-sure"})
    client.sign_in(member())

    assert client.get(answer.location).status_code == 404
    assert client.get(f"/practice/answers/{uuid4()}").status_code == 404
