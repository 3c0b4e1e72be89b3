from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import AccountSession, Person
from app.exams.models import Answer, Attempt, LateAnswer, PaperEdition
from app.exams.queries.attempts import answers_of
from app.questions.rules.words import Results
from tests.client import StrictClient
from tests.exams.answers import GOOD, refused
from tests.exams.factories import AttemptFactory, closed_attempt
from tests.factories import PersonFactory

# ── Papers and the sitting as data ───────────────────────────────────────────────────────────


def test_the_papers_on_offer_are_listed(client: StrictClient, address: str) -> None:
    assert client.get("/api/v1/exams").json == [
        {"slug": "mock-x", "title": "模擬試験 第9回", "minutes": 120, "state": "in_progress"}
    ]


def test_the_sitting_as_data_is_what_the_design_says(
    client: StrictClient, db: Session, attempt: Attempt, address: str
) -> None:
    client.put(f"{address}/answers/2", json={"choices": [4, 2], "flagged": True, "seq": 3})

    said = client.get(address).json

    assert said["state"] == "open"
    assert datetime.fromisoformat(said["ends_at"]) == attempt.ends_at
    assert 7100 < said["remaining_seconds"] <= 7200
    assert said["answers"] == {"2": {"choices": [2, 4], "struck": [], "flagged": True, "seq": 3}}
    assert [question["number"] for question in said["questions"]] == [1, 2, 3, 4]
    first = said["questions"][0]
    assert first.keys() == {"number", "id", "version", "choose", "case", "stem", "statements"}
    assert (first["choose"], first["version"], len(first["statements"])) == (2, 1, 5)


def test_no_key_leaves_the_house_before_the_result(
    client: StrictClient, edition: PaperEdition, attempt: Attempt, address: str
) -> None:
    said = [
        client.get(address).text,
        client.put(f"{address}/answers/1", json=GOOD).text,
        client.put(f"{address}/answers/1", json={**GOOD, "choices": [2, 4]}).text,
        client.put(f"{address}/answers/1", json={**GOOD, "choices": [1, 2, 3], "seq": 2}).text,
        client.get(f"{address}/clock").text,
        client.get(f"{address}/result").text,
        client.get("/api/v1/exams").text,
        *(client.get(f"/attempts/{attempt.id}{page}").text for page in ("", "?number=3", "/sheet", "/submit")),
        client.get("/exams/mock-x").text,
        client.get("/attempts").text,
    ]

    for page in (page.replace("<wbr>", "") for page in said):
        for secret in ("解説", "根拠：", "根拠法", '"correct"', "第9条", "why", "is_correct", "正答"):
            assert secret not in page


def test_the_clock_alone_is_asked_for_cheaply(
    client: StrictClient, attempt: Attempt, address: str, queries: list[str]
) -> None:
    queries.clear()

    said = client.get(f"{address}/clock").json

    assert said.keys() == {"state", "ends_at", "remaining_seconds"}
    assert len(queries) == 2


def test_an_attempt_out_of_time_is_shown_closed_before_it_is_stored_so(
    client: StrictClient, attempt: Attempt, address: str
) -> None:
    attempt.started_at = attempt.ends_at = clock.now() - timedelta(seconds=6)

    said = client.get(address).json

    assert (said["state"], said["remaining_seconds"]) == ("timed_out", 0)


# ── The save ─────────────────────────────────────────────────────────────────────────────────


def test_a_save_is_answered_with_time_and_seq(
    client: StrictClient, attempt: Attempt, address: str, queries: list[str]
) -> None:
    queries.clear()

    answer = client.put(f"{address}/answers/1", json=GOOD)

    assert len(queries) == 1, queries
    assert answer.status_code == 200
    assert answer.json.keys() == {"saved_at", "seq", "ends_at", "remaining_seconds"}
    assert (answer.json["seq"], datetime.fromisoformat(answer.json["ends_at"])) == (1, attempt.ends_at)
    assert datetime.fromisoformat(answer.json["saved_at"]).utcoffset() is not None


def test_a_save_again_older_and_other_are_told_apart(client: StrictClient, address: str) -> None:
    place = f"{address}/answers/1"
    statuses = [
        client.put(place, json={**GOOD, "seq": seq, "choices": choices}).status_code
        for seq, choices in ((2, [1, 3]), (2, [3, 1]), (1, [2, 4]), (2, [2, 4]), (9, [2, 4]))
    ]

    assert statuses == [200, 200, 409, 409, 200]
    stale = client.put(place, json={**GOOD, "seq": 5})
    assert refused(stale, 409, "conflict") == "別の画面で新しい解答が保存されています。その解答を表示します。"
    assert stale.json["stored"] == {"choices": [2, 4], "struck": [], "flagged": False, "seq": 9}


# ── Who, and whose ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("token", [None, "", "stale", "IjAi.aaaa.bbbb"])
def test_a_save_without_a_good_token_is_refused(
    client: StrictClient, attempt: Attempt, address: str, token: str | None
) -> None:
    client.sends_token = False

    answer = client.put(f"{address}/answers/1", json=GOOD, headers={} if token is None else {"X-CSRF-Token": token})

    refused(answer, 403, "csrf")
    assert answers_of(attempt.id) == {}


PATHS = ["", "/clock", "/result"]


@pytest.mark.parametrize("path", PATHS)
def test_nobody_who_is_not_signed_in_is_told_anything(client: StrictClient, attempt: Attempt, path: str) -> None:
    refused(client.get(f"/api/v1/attempts/{attempt.id}{path}"), 401, "unauthenticated")
    refused(client.get("/api/v1/exams"), 401, "unauthenticated")
    refused(client.put(f"/api/v1/attempts/{attempt.id}/answers/1", json=GOOD), 401, "unauthenticated")


@pytest.mark.parametrize("path", PATHS)
def test_somebody_else_s_attempt_is_as_absent_as_none(client: StrictClient, device: AccountSession, path: str) -> None:
    theirs = AttemptFactory(answers={1: (1, 3)})

    for attempt_id in (theirs.id, 2**31 - 1, 2**31, 10**30):
        refused(client.get(f"/api/v1/attempts/{attempt_id}{path}"), 404, "not_found")
        refused(client.put(f"/api/v1/attempts/{attempt_id}/answers/1", json=GOOD), 404, "not_found")


@pytest.mark.parametrize("path", PATHS)
def test_somebody_without_the_permission_is_forbidden(client: StrictClient, attempt: Attempt, path: str) -> None:
    client.sign_in(PersonFactory())

    refused(client.get(f"/api/v1/attempts/{attempt.id}{path}"), 403, "forbidden")


def test_a_session_that_ends_in_the_middle_costs_nothing(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, address: str
) -> None:
    client.put(f"{address}/answers/1", json=GOOD)
    for device in db.scalars(select(AccountSession)):
        device.expires_at = clock.now()
    refused(client.put(f"{address}/answers/2", json={**GOOD, "choices": [2, 4]}), 401, "unauthenticated")

    client.sign_in(person)

    assert client.put(f"{address}/answers/2", json={**GOOD, "choices": [2, 4]}).status_code == 200
    assert {number: kept.choices for number, kept in answers_of(attempt.id).items()} == {1: 0b101, 2: 0b1010}


# ── The end, and the result ──────────────────────────────────────────────────────────────────


def test_a_save_after_the_end_is_refused_and_what_came_is_kept_aside(
    client: StrictClient, db: Session, attempt: Attempt, address: str
) -> None:
    client.put(f"{address}/answers/1", json=GOOD)
    attempt.ends_at = clock.now() - timedelta(minutes=1)

    answer = client.put(f"{address}/answers/1", json={**GOOD, "choices": [2, 4], "seq": 2})

    assert "届いた解答は別に記録し" in refused(answer, 409, "conflict")
    assert (answer.json["closed"], answer.json["stored"]["choices"]) == (True, [1, 3])
    late = db.scalars(select(LateAnswer)).one()
    assert (late.attempt_id, late.number, late.choices, late.accepted) == (attempt.id, 1, 0b1010, None)
    assert db.get_one(Answer, (attempt.id, 1)).choices == 0b101


def test_the_result_is_refused_before_handing_in(client: StrictClient, address: str) -> None:
    assert "まだ提出していません" in refused(client.get(f"{address}/result"), 409, "conflict")


def test_the_result_is_what_the_design_says(client: StrictClient, edition: PaperEdition, person: Person) -> None:
    client.sign_in(person)
    attempt = closed_attempt(edition, person=person, answers={1: (1, 3), 3: (1, 2), 4: (4, 5)})

    said = client.get(f"/api/v1/attempts/{attempt.id}/result").json

    assert said == {
        "passed": True,
        "fields": [
            {
                "code": "care-support",
                "correct": 1,
                "total": 2,
                "pass_mark": 1,
                "passed": True,
                "sections": [{"code": "care-support", "correct": 1, "total": 2}],
            },
            {
                "code": "health-welfare",
                "correct": 1,
                "total": 2,
                "pass_mark": 1,
                "passed": True,
                "sections": [
                    {"code": "health", "correct": 0, "total": 1},
                    {"code": "welfare", "correct": 1, "total": 1},
                ],
            },
        ],
    }


def test_a_result_that_waits_for_the_close_is_refused_until_then(
    client: StrictClient, edition: PaperEdition, person: Person
) -> None:
    client.sign_in(person)
    attempt = closed_attempt(edition, person=person)
    edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() + timedelta(hours=1)
    address = f"/api/v1/attempts/{attempt.id}/result"
    assert "受付が終わってから" in refused(client.get(address), 409, "conflict")

    edition.paper.closes_at = clock.now() - timedelta(seconds=1)

    assert client.get(address).status_code == 200
