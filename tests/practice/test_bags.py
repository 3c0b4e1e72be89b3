"""Cards that are taken along: what goes onto the device, and what comes back of it, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.models import PracticeBag, PracticeDay, ReviewCard, ReviewLog
from app.practice.rules.calendar import japanese_day
from app.practice.rules.words import CardState
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.factories import member
from tests.practice.factories import card, home, new_version, questions

Bag = dict[str, Any]
HOUR = timedelta(hours=1)


def pack(client: StrictClient, minutes: object = 10, **about: object) -> Bag:
    answer = client.post("/api/v1/practice/bags", json={"minutes": minutes, **about})
    assert answer.status_code == 201, answer.text
    packed: Bag = answer.get_json()
    return packed


def answered(bag: Bag, place: int, *, at: datetime | None = None, **about: Any) -> dict[str, Any]:
    """The answer to the card at this place as the device keeps it: right and sure, now."""
    asked = bag["cards"][place]
    said = {
        "bag": bag["name"],
        "client_id": asked["client_id"],
        "statement": asked["statement"],
        "said_correct": asked["correct"],
        "confidence": "sure",
        "seconds": 8,
        "answered_at": (at or clock.now()).isoformat(),
    }
    return said | about


def send(client: StrictClient, *answers: dict[str, Any], sent_at: datetime | None = None) -> list[str]:
    """What became of each."""
    body = {"answers": answers, "sent_at": (sent_at or clock.now()).isoformat()}
    answer = client.post("/api/v1/practice/answers", json=body)
    assert answer.status_code == 200, answer.text
    return [one["outcome"] for one in answer.get_json()["answers"]]


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def back_to(db: Session, since: timedelta) -> None:
    """Let the bag have been taken along that long ago."""
    db.execute(update(PracticeBag).values(taken_at=clock.now() - since))


def test_what_is_taken_along_is_what_today_asks_for(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]
    for statement in version.statements[1:]:
        card(person, statement, due_in=9)
    card(person, version.statements[0], due_in=-1)

    bag = pack(client)

    assert bag["person"] == {"id": person.id, "name": person.name}
    assert bag["cards"][0]["statement"] == version.statements[0].id
    assert len(bag["cards"]) == 5
    asked, explained = bag["cards"][0]["asked"], bag["cards"][0]["explained"]
    assert ("解説" in asked, "解説" in explained, "間違いを報告" in explained) == (False, True, True)
    assert db.scalars(select(PracticeBag)).one().items[0] == [version.question_id, 1, version.statements[0].id]


def test_no_more_is_taken_along_than_is_said(client: StrictClient, person: Person) -> None:
    questions(25)

    assert (len(pack(client, 10)["cards"]), len(pack(client, 40)["cards"])) == (24, 96)


@pytest.mark.parametrize("minutes", [0, -1, 11, 10_000, "10", None, True, 1.5, [10], 2**40])
def test_other_lengths_are_refused(client: StrictClient, person: Person, minutes: object) -> None:
    questions(1)

    answer = client.post("/api/v1/practice/bags", json={"minutes": minutes})

    assert answer.status_code == 422
    assert answer.get_json()["message"]


def test_with_nothing_to_ask_it_says_so(client: StrictClient, person: Person) -> None:
    answer = client.post("/api/v1/practice/bags", json={"minutes": 10})

    assert answer.status_code == 422
    assert "出せる問題はありません" in answer.get_json()["message"]


def test_what_is_being_sat_is_not_taken_along(client: StrictClient, person: Person) -> None:
    AttemptFactory(person=person, edition=exam(organisation=home()))
    other = questions(1)[0]

    bag = pack(client)

    assert {one["statement"] for one in bag["cards"]} == {one.id for one in other.statements}


def test_twenty_times_a_day_is_enough(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    for _ in range(20):
        pack(client)

    assert client.post("/api/v1/practice/bags", json={"minutes": 10}).status_code == 422
    back_to(db, timedelta(days=61))
    pack(client)
    assert count(db, PracticeBag) == 1


def test_answers_are_counted_once_however_often_they_are_sent(
    client: StrictClient, person: Person, db: Session
) -> None:
    questions(1)
    bag = pack(client)
    back_to(db, HOUR)
    first, second = answered(bag, 0), answered(bag, 1, said_correct=not bag["cards"][1]["correct"])

    once = send(client, first)
    again = send(client, first, second)
    twice_in_one = send(client, second, second)

    assert (once, again, twice_in_one) == (["counted"], ["known", "counted"], ["known", "known"])
    logs = db.scalars(select(ReviewLog).order_by(ReviewLog.id)).all()
    assert [log.right for log in logs] == [True, False]
    day = db.scalars(select(PracticeDay)).one()
    assert (day.cards, day.cards_right, day.card_seconds) == (2, 1, 16)
    kept = db.scalars(select(PracticeBag)).one()
    assert (kept.answered, kept.right, kept.spent_seconds) == (2, 1, 16)
    assert count(db, ReviewCard) == 2


def test_two_devices_count_both_and_mix_nothing_up(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    phone, tablet = pack(client), pack(client)
    back_to(db, HOUR)
    same = next(n for n, one in enumerate(tablet["cards"]) if one["statement"] == phone["cards"][0]["statement"])

    assert send(client, answered(phone, 0)) == ["counted"]
    assert send(client, answered(tablet, same), answered(phone, 0)) == ["counted", "known"]

    assert count(db, ReviewLog) == 2
    assert db.scalars(select(ReviewCard)).one().reps == 2


def test_the_server_decides_what_is_right(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    bag = pack(client)

    send(client, answered(bag, 0, said_correct=not bag["cards"][0]["correct"], right=True, correct=True))

    assert not db.scalars(select(ReviewLog)).one().right


def test_only_what_was_taken_along_is_taken_in(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(1)[0]
    bag = pack(client)
    other = questions(1)[0].statements[0]
    client.sign_in(member())
    theirs = pack(client)
    client.sign_in(person)

    said = send(
        client,
        answered(bag, 0, statement=other.id),
        {**answered(bag, 1), "bag": str(uuid4())},
        answered(theirs, 0),
        answered(bag, 2),
    )

    assert said == ["refused", "refused", "refused", "counted"]
    assert db.scalars(select(ReviewLog.person_id)).all() == [person.id]
    assert version.question_id == db.scalars(select(ReviewCard.question_id)).one()


def test_an_answer_that_comes_after_a_later_one_is_history_alone(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    bag = pack(client)
    back_to(db, 5 * HOUR)
    place = next(n for n, one in enumerate(bag["cards"]) if one["statement"] == version.statements[0].id)
    before = card(person, version.statements[0], seen=0, due_in=9)

    send(client, answered(bag, place, at=clock.now() - 2 * HOUR, said_correct=False))

    assert count(db, ReviewLog) == 1
    assert (before.last_right, before.reps, before.state) == (True, 1, CardState.REVIEW)


@pytest.mark.parametrize(
    ("clock_is_off", "jumped", "expected"),
    [
        (timedelta(0), timedelta(0), timedelta(hours=-2)),
        (timedelta(days=-400), timedelta(0), timedelta(hours=-2)),  # steadily wrong: put right
        (timedelta(days=400), timedelta(0), timedelta(hours=-2)),
        (timedelta(0), timedelta(days=3), timedelta(hours=-5)),  # set forward before sending: not before it was taken
        (timedelta(0), timedelta(days=-3), timedelta(0)),  # set back before sending: not in the future
    ],
)
def test_a_clock_that_is_wrong_or_jumps_neither_loses_nor_moves_a_day(
    client: StrictClient,
    person: Person,
    db: Session,
    clock_is_off: timedelta,
    jumped: timedelta,
    expected: timedelta,
) -> None:
    questions(1)
    bag, now = pack(client), clock.now()
    back_to(db, 5 * HOUR)

    answer = answered(bag, 0, at=now - 2 * HOUR + clock_is_off)
    assert send(client, answer, sent_at=now + clock_is_off + jumped) == ["counted"]

    log = db.scalars(select(ReviewLog)).one()
    assert abs(log.answered_at - (now + expected)) < timedelta(seconds=30)
    assert db.scalars(select(PracticeDay.on)).one() == japanese_day(log.answered_at)


@pytest.mark.parametrize("at", ["", "gestern", "2026-13-01", "0001-01-01T00:00:00+23:59", 7, None])
def test_an_hour_that_is_none_is_now(client: StrictClient, person: Person, db: Session, at: object) -> None:
    questions(1)
    bag = pack(client)

    answer = client.post(
        "/api/v1/practice/answers", json={"answers": [answered(bag, 0, answered_at=at)], "sent_at": at}
    )

    assert answer.status_code == 200
    assert clock.now() - db.scalars(select(ReviewLog)).one().answered_at < timedelta(minutes=1)


def test_no_more_time_is_counted_than_has_passed(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    bag = pack(client)
    back_to(db, timedelta(seconds=100))

    send(client, answered(bag, 0, seconds=90), answered(bag, 1, seconds=90), answered(bag, 2, seconds=None))

    assert db.scalars(select(PracticeBag)).one().spent_seconds <= 105


def test_a_wording_that_changed_meanwhile_is_answered_as_it_was_and_comes_again(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    bag = pack(client)
    place = next(n for n, one in enumerate(bag["cards"]) if one["statement"] == version.statements[0].id)
    new_version(version, text="書き改めた文。", correct=False)

    assert send(client, answered(bag, place)) == ["counted"]

    kept = db.scalars(select(ReviewCard).execution_options(populate_existing=True)).one()
    assert db.scalars(select(ReviewLog.right)).one()
    assert (kept.state, kept.due_at <= clock.now()) == (CardState.LEARNING, True)


def test_a_question_that_was_withdrawn_meanwhile_is_still_taken_in(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    bag = pack(client)
    version.question.status = QuestionStatus.RETIRED

    assert send(client, answered(bag, 0)) == ["counted"]
