from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.practice.models import ReviewLog
from app.questions.models import Statement
from tests.client import StrictClient
from tests.practice.factories import questions
from tests.practice.test_bags import answered, count, pack, send


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"answers": []},
        {"answers": {}},
        {"answers": [None]},
        {"answers": [{}]},
        {"answers": [{"client_id": "x"}] * 101},
    ],
)
def test_what_our_page_does_not_send_is_refused_in_words(
    client: StrictClient, person: Person, db: Session, body: object
) -> None:
    answer = client.post("/api/v1/practice/answers", json=body)

    assert answer.status_code == 422
    assert answer.get_json()["message"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "1"},
        {"client_id": None},
        {"bag": 7},
        {"statement": -1},
        {"statement": 2**31},
        {"statement": True},
        {"said_correct": "yes"},
        {"said_correct": None},
        {"confidence": "very"},
        {"confidence": ["sure"]},
        {"seconds": -1},
        {"seconds": "8"},
    ],
)
def test_one_bad_answer_refuses_the_sending_and_nothing_is_half_stored(
    client: StrictClient, person: Person, db: Session, wrong: dict[str, object]
) -> None:
    questions(1)
    bag = pack(client)

    answer = client.post("/api/v1/practice/answers", json={"answers": [answered(bag, 0), answered(bag, 1) | wrong]})

    assert answer.status_code == 422
    assert count(db, ReviewLog) == 0


def test_only_who_practises_takes_along_and_sends(client: StrictClient, db: Session) -> None:
    for path in ("bags", "answers"):
        assert client.post(f"/api/v1/practice/{path}", json={"minutes": 10}).status_code in (401, 403)


def test_what_a_question_says_is_no_script_on_the_device(client: StrictClient, person: Person, db: Session) -> None:
    evil = "<img src=x onerror=alert(1)>"
    for statement in questions(1)[0].statements:
        statement.text, statement.why = f"{evil}の文。", f"{evil}の解説。"
    db.flush()

    card = client.post("/api/v1/practice/bags", json={"minutes": 10}).get_json()["cards"][0]

    assert "<img" not in card["asked"] + card["explained"]
    assert "&lt;img" in card["asked"]


@pytest.mark.parametrize("many", [1, 3])
def test_one_answer_asks_the_database_as_often_as_three_but_for_writing(
    client: StrictClient, person: Person, queries: list[str], many: int
) -> None:
    questions(1)
    bag = pack(client)
    queries.clear()

    send(client, *(answered(bag, place) for place in range(many)))

    assert len([one for one in queries if one.startswith("SELECT")]) == 8


def test_a_bag_asks_as_often_for_one_question_as_for_three(
    client: StrictClient, person: Person, queries: list[str]
) -> None:
    def asked() -> int:
        pack(client)
        queries.clear()
        pack(client)
        return len(queries)

    questions(1)
    one = asked()
    questions(2)

    assert asked() == one


def test_a_sample_of_the_statements_is_enough_for_the_reader(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    client.post("/reading/help", data={"furigana": "all"})

    bag = pack(client)

    assert db.get(Statement, bag["cards"][0]["statement"]) is not None
    assert "<ruby>" in bag["cards"][0]["explained"]
