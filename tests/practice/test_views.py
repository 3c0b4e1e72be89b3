from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.practice.actions.sets import NO_SUBJECT, NOTHING_TO_ASK, ODD_MINUTES
from app.practice.models import PracticeDay, PracticeSet
from app.practice.rules.words import Confidence, Drill, SetKind
from app.questions.models import QuestionVersion
from tests.client import StrictClient
from tests.practice.factories import card, practice_set, questions


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_an_empty_site_says_so(client: StrictClient, person: Person) -> None:
    page = client.get("/practice")

    assert page.status_code == 200
    assert "いま練習できる問題はありません。" in page.text


def test_the_practice_page_has_one_primary_button(client: StrictClient, person: Person) -> None:
    questions(2)

    page = client.get("/practice").text

    assert re.findall(r"button-primary[^>]*>([^<]+)<", page) == ["今日の15分をはじめる"]
    assert "新しい肢 10" in page


def test_one_tap_goes_on_with_the_set_that_is_open(client: StrictClient, person: Person) -> None:
    questions(2)
    found = practice_set(person)

    page = client.get("/practice").text

    assert re.findall(r'button-primary[^>]*href="([^"]+)"[^>]*>([^<]+)<', page) == [
        (f"/practice/sets/{found.id}", "続ける")
    ]


def test_who_has_done_today_s_time_is_told_so(client: StrictClient, person: Person, db: Session) -> None:
    questions(2)
    done = {"cards_right": 30, "card_seconds": 900, "questions": 0, "questions_right": 0, "question_seconds": 0}
    db.add(PracticeDay(person_id=person.id, on=clock.today(), cards=40, **done))

    pages = [client.get(path).text for path in ("/practice", "/practice/plan", "/")]

    assert ["今日の分は終わりました" in re.sub("<wbr/?>|\u200b", "", page) for page in pages] == [True, True, True]


@pytest.mark.parametrize("minutes", [3, 5, 10, 15, 20])
def test_a_set_of_minutes_begins_with_one_tap(client: StrictClient, person: Person, db: Session, minutes: int) -> None:
    questions(2)

    answer = client.post("/practice/sets", data={"kind": "today", "minutes": str(minutes)})

    found = db.scalars(select(PracticeSet)).one()
    assert (answer.status_code, answer.location) == (303, f"/practice/sets/{found.id}")
    assert found.minutes == minutes


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "today", "minutes": "7"}, ODD_MINUTES),
        ({"kind": "today", "minutes": "0"}, ODD_MINUTES),
        ({"kind": "nonsense", "minutes": "5"}, NO_SUBJECT),
        ({"kind": "topic", "minutes": "5"}, NO_SUBJECT),
        ({"kind": "topic", "subject": "x\0y", "minutes": "5"}, NO_SUBJECT),
        ({"kind": "topic", "subject": "999999999999", "minutes": "5"}, NOTHING_TO_ASK),
        ({"kind": "wrong", "minutes": "5"}, NOTHING_TO_ASK),
        ({"kind": "today", "drill": "song", "minutes": "5"}, NO_SUBJECT),
    ],
)
def test_what_cannot_be_begun_is_refused_in_words(
    client: StrictClient, person: Person, db: Session, sent: dict[str, str], said: str
) -> None:
    questions(1)

    answer = client.post("/practice/sets", data=sent)

    assert answer.status_code == 422
    assert said in answer.text
    assert count(db, PracticeSet) == 0


def test_a_new_set_ends_the_one_before(client: StrictClient, person: Person, db: Session) -> None:
    questions(1)
    before = practice_set(person)

    client.post("/practice/sets", data={"kind": "unseen", "minutes": "5"})

    assert before.ended_at is not None
    assert db.scalars(select(PracticeSet).where(PracticeSet.ended_at.is_(None))).one().kind is SetKind.UNSEEN


def test_lists_of_luck_and_of_confident_errors(client: StrictClient, person: Person) -> None:
    first, second = questions(1)[0].statements[:2]
    card(person, first, last_confidence=Confidence.GUESS)
    card(person, second, last_right=False)

    lucky, sure = (
        re.sub("<wbr/?>|\u200b", "", client.get(f"/practice/{name}").text) for name in ("lucky", "overconfident")
    )

    assert (first.text in lucky, second.text in lucky) == (True, False)
    assert (first.text in sure, second.text in sure) == (False, True)


@pytest.mark.parametrize(
    "page", ["", "/topics", "/sources", "/lucky", "/overconfident", "/plan", "/progress", "/settings", "/days"]
)
def test_every_page_stands_for_somebody_new_and_is_shut_to_visitors(
    client: StrictClient, person: Person, page: str
) -> None:
    assert client.get(f"/practice{page}").status_code == 200
    questions(1)
    assert client.get(f"/practice{page}").status_code == 200
    client.sign_out()
    assert client.get(f"/practice{page}").status_code == 303


@pytest.mark.parametrize("path", ["lucky", "overconfident", "notes", "search?q=肢"])
@pytest.mark.parametrize("page", ["99999999999999999999", "9223372036854775807", "-1", "x", "9" * 5000])
def test_a_page_of_a_list_is_any_number_that_an_address_can_name(
    client: StrictClient, person: Person, path: str, page: str
) -> None:
    assert client.get(f"/practice/{path}{'&' if '?' in path else '?'}page={page}").status_code == 200


def test_the_syllabus_shows_how_many_questions_there_are_and_how_far_the_person_is(
    client: StrictClient, person: Person
) -> None:
    first, _second = questions(2)
    for statement in first.statements:
        card(person, statement)

    page = client.get("/practice/topics").text

    assert page.count("1問　定着 0・学習中") == 2
    assert "学習中 5・未着手 0" in page
    assert "学習中 0・未着手 5" in page


def topic_of(version: QuestionVersion) -> str:
    return str(version.topic_id)


def test_topics_and_sources_begin_a_set_of_their_own(client: StrictClient, person: Person, db: Session) -> None:
    version = questions(2)[0]

    client.post("/practice/sets", data={"kind": "topic", "subject": topic_of(version), "minutes": "5"})
    by_topic = db.scalars(select(PracticeSet).where(PracticeSet.ended_at.is_(None))).one()
    source = str(version.statements[0].citations[0].source_id)
    client.post("/practice/sets", data={"kind": "source", "subject": source, "minutes": "5", "drill": "question"})
    by_source = db.scalars(select(PracticeSet).where(PracticeSet.ended_at.is_(None))).one()

    assert {item[0] for item in by_topic.items} == {version.question_id}
    assert by_source.items == [[version.question_id]]
    assert by_source.drill is Drill.QUESTION
