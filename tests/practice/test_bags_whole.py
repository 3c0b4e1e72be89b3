"""Whole questions that are taken along: as in a set with the line, judged here and counted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.models import PracticeBag, PracticeDay, ReviewCard, ReviewLog
from app.practice.rules.words import CardState, Drill
from app.questions.models import Citation, Statement
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.practice.factories import new_version, questions
from tests.practice.test_bags import HOUR, Bag, answered, back_to, count, pack, send


def whole(client: StrictClient) -> Bag:
    return pack(client, drill="question")


def marked(bag: Bag, place: int = 0, **about: Any) -> dict[str, Any]:
    """The answer to the question at this place as the device keeps it: right and sure, now."""
    asked = bag["cards"][place]
    said = {
        "bag": bag["name"],
        "client_id": asked["client_id"],
        "version": asked["version"],
        "choices": asked["key"],
        "confidence": "sure",
        "seconds": 60,
        "answered_at": clock.now().isoformat(),
    }
    return said | about


def test_whole_questions_go_along_with_what_is_read_before_and_after(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]

    bag = whole(client)

    card = bag["cards"][0]
    assert (card["version"], card["choose"], card["key"]) == (version.id, 2, [1, 3])
    assert ("解説" in card["asked"], "解説" in card["explained"], "間違いを報告" in card["explained"]) == (
        False,
        True,
        True,
    )
    assert card["asked"].count('name="choices"') == len(version.statements)
    assert db.scalars(select(PracticeBag)).one().items == [[version.question_id, 0, version.id]]


def test_no_more_questions_go_along_than_are_said(client: StrictClient, person: Person) -> None:
    questions(30)

    assert [len(pack(client, minutes, drill="question")["cards"]) for minutes in (10, 40)] == [7, 25]


def test_a_drill_that_is_none_is_refused(client: StrictClient, person: Person) -> None:
    questions(1)

    for drill in ("essay", None, 1, ["card"]):
        answer = client.post("/api/v1/practice/bags", json={"minutes": 10, "drill": drill})
        assert (answer.status_code, bool(answer.get_json()["message"])) == (422, True)


def test_a_whole_question_is_counted_once_however_often_it_is_sent(
    client: StrictClient, person: Person, db: Session
) -> None:
    questions(2)
    bag = whole(client)
    back_to(db, HOUR)
    right, wrong = marked(bag, 0), marked(bag, 1, choices=[1, 2], confidence="guess")

    once = send(client, right)
    again = send(client, right, wrong, wrong)

    assert (once, again) == (["counted"], ["known", "counted", "known"])
    logs = db.scalars(select(ReviewLog)).all()
    assert (len(logs), {log.drill for log in logs}) == (10, {Drill.QUESTION})
    assert [sum(log.right for log in logs if log.client_id == one["client_id"]) for one in (right, wrong)] == [5, 3]
    day = db.scalars(select(PracticeDay)).one()
    assert (day.questions, day.questions_right, day.question_seconds, day.cards) == (2, 1, 120, 0)
    kept = db.scalars(select(PracticeBag)).one()
    assert (kept.answered, kept.right, kept.spent_seconds) == (2, 1, 120)
    assert count(db, ReviewCard) == 10


def test_the_receipt_of_a_second_sending_says_what_the_first_said(
    client: StrictClient, person: Person, db: Session
) -> None:
    questions(1)
    bag = whole(client)
    wrong = {"answers": [marked(bag, choices=[2, 3])]}

    said = [client.post("/api/v1/practice/answers", json=wrong).get_json()["answers"][0]["right"] for _ in range(2)]

    assert said == [False, False]


def test_two_devices_count_both(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    phone, tablet, cards = whole(client), whole(client), pack(client)
    back_to(db, HOUR)

    assert send(client, marked(phone)) == ["counted"]
    assert send(client, marked(tablet), marked(phone), answered(cards, 0)) == ["counted", "known", "counted"]

    assert db.scalars(select(PracticeDay)).one().questions == 2
    assert sorted(db.scalars(select(ReviewCard.reps))) == [2, 2, 2, 2, 3]


@pytest.mark.parametrize("choices", [[], [1], [1, 2, 3], [1, 2, 3, 4, 5], [1, 1], [1, 9], [0, 1]])
def test_too_many_or_too_few_marks_count_nothing_and_hold_up_nobody(
    client: StrictClient, person: Person, db: Session, choices: list[int]
) -> None:
    questions(2)
    bag = whole(client)

    assert send(client, marked(bag, choices=choices), marked(bag, 1)) == ["refused", "counted"]

    assert count(db, ReviewLog) == 5


@pytest.mark.parametrize(
    "wrong", [{"choices": None}, {"choices": "13"}, {"choices": ["1"]}, {"choices": [1] * 11}, {"version": None}]
)
def test_what_our_page_does_not_send_refuses_the_sending(
    client: StrictClient, person: Person, db: Session, wrong: dict[str, object]
) -> None:
    questions(1)
    bag = whole(client)

    answer = client.post("/api/v1/practice/answers", json={"answers": [marked(bag) | wrong]})

    assert (answer.status_code, count(db, ReviewLog)) == (422, 0)


def test_only_what_was_taken_along_whole_is_taken_in_whole(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]
    bag, cards = whole(client), pack(client)
    other = questions(1)[0]

    said = send(
        client,
        marked(bag, version=other.id),
        marked(bag) | {"bag": cards["name"]},
        answered(cards, 0) | {"bag": bag["name"]},
        marked(bag, version=version.statements[0].id + 10_000),
    )

    assert said == ["refused"] * 4
    assert count(db, ReviewLog) == 0


def test_a_version_that_changed_meanwhile_is_answered_as_it_was_and_comes_again(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    bag = whole(client)
    newer = new_version(version, text="書き改めた文。", correct=False)

    assert send(client, marked(bag), marked(bag, client_id=bag["name"], version=newer.id)) == ["counted", "refused"]

    assert set(db.scalars(select(ReviewLog.right))) == {True}
    turned = db.scalars(
        select(ReviewCard).where(ReviewCard.identity == 1).execution_options(populate_existing=True)
    ).one()
    assert (turned.state, turned.due_at <= clock.now()) == (CardState.LEARNING, True)


def test_a_question_that_was_withdrawn_is_taken_in_and_one_that_is_gone_is_not(
    client: StrictClient, person: Person, db: Session
) -> None:
    withdrawn, gone = questions(2)
    bag, cards = whole(client), pack(client)
    places = [one["version"] for one in bag["cards"]]
    withdrawn.question.status = QuestionStatus.RETIRED
    a_card = next(n for n, one in enumerate(cards["cards"]) if one["statement"] == gone.statements[0].id)
    db.execute(delete(Citation).where(Citation.statement_id.in_([one.id for one in gone.statements])))
    db.execute(delete(Statement).where(Statement.version_id == gone.id))

    said = send(
        client,
        marked(bag, places.index(withdrawn.id)),
        marked(bag, places.index(gone.id)),
        answered(cards, a_card),
    )

    assert said == ["counted", "refused", "refused"]


@pytest.mark.parametrize("jumped", [timedelta(days=3), timedelta(days=-3), timedelta(days=4_000)])
def test_a_clock_that_jumped_moves_no_answer_out_of_its_time(
    client: StrictClient, person: Person, db: Session, jumped: timedelta
) -> None:
    questions(1)
    bag, now = whole(client), clock.now()
    back_to(db, 5 * HOUR)

    answer = marked(bag, answered_at=(now - HOUR).isoformat())
    assert send(client, answer, sent_at=now + jumped) == ["counted"]

    at = db.scalars(select(ReviewLog.answered_at).distinct()).one()
    assert now - 5 * HOUR - timedelta(minutes=1) < at <= clock.now()


@pytest.mark.parametrize("many", [1, 3])
def test_whole_questions_ask_the_database_as_often_for_one_as_for_three(
    client: StrictClient, person: Person, queries: list[str], many: int
) -> None:
    questions(many)
    whole(client)
    queries.clear()

    bag = whole(client)

    packing = len(queries)
    queries.clear()
    send(client, *(marked(bag, place) for place in range(many)))
    reading = [one for one in queries if one.startswith("SELECT")]
    assert (packing, len(reading)) == (15, 8)
