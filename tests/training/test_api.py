from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.training.models.lessons import LessonProgress, LessonVersion
from tests.client import StrictClient
from tests.training.conftest import load
from tests.training.factories import LessonFactory, LessonVersionFactory
from tests.training.samples import LESSON

Freeze = Callable[[datetime], None]
BEATS = "/api/v1/lessons/nanbyo-01/beats"


def newest(db: Session) -> LessonVersion:
    return db.scalars(select(LessonVersion).order_by(LessonVersion.number.desc())).first()  # type: ignore[return-value]


def test_reading_counts_what_was_in_sight_and_says_when_all_is_read(
    client: StrictClient, db: Session, reader: Person, freeze: Freeze
) -> None:
    version, began = newest(db), clock.now()
    beats = [(1, 0), (1, 20), (2, 40), (2, 400), *((2, 420 + 20 * n) for n in range(30))]
    answers = []
    for section, seconds in beats:
        freeze(began + timedelta(seconds=seconds))
        body = {"version": version.id, "section": section, "paragraph": section}
        answers.append(client.post(BEATS, json=body).get_json())

    assert [answer["seconds"] for answer in answers[:4]] == [0, 20, 20, 20]
    assert answers[-1]["read"] is True
    assert answers[-1]["finished"] is False, "the first section lacks most of its time"
    progress = db.scalars(select(LessonProgress)).one()
    assert (progress.person_id, progress.paragraph, progress.read_at) == (reader.id, 2, None)
    assert 'href="#p-2"' in client.get("/lessons/nanbyo-01").text


def test_two_lessons_at_once_count_once(
    client: StrictClient, db: Session, reader: Person, stocked: Organisation, freeze: Freeze
) -> None:
    other = LessonVersionFactory(lesson=LessonFactory(organisation_id=stocked.id), minutes=60)
    version, began = newest(db), clock.now()
    freeze(began)
    client.post(BEATS, json={"version": version.id, "section": 1, "paragraph": 1})
    freeze(began + timedelta(seconds=20))
    client.post(BEATS, json={"version": version.id, "section": 1, "paragraph": 1})

    answer = client.post(
        f"/api/v1/lessons/{other.lesson.slug}/beats", json={"version": other.id, "section": 1, "paragraph": 1}
    )

    assert answer.get_json()["seconds"] == 0


def test_a_lesson_that_changed_while_it_was_read_says_so(
    client: StrictClient, db: Session, reader: Person, stocked: Organisation
) -> None:
    old = newest(db).id
    client.post(BEATS, json={"version": old, "section": 1, "paragraph": 2})
    load(stocked, lesson=LESSON.replace("まず聞きます。", "まず、聞きます。"))

    answer = client.post(BEATS, json={"version": old, "section": 1, "paragraph": 2})

    assert answer.status_code == 409
    assert "新しくなりました" in answer.get_json()["message"]
    assert "この教材は新しくなりました" in client.get("/lessons/nanbyo-01").text


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"version": 1},
        {"version": "1", "section": 1, "paragraph": 1},
        {"version": 1, "section": True, "paragraph": 1},
        {"version": 10**12, "section": 1, "paragraph": 1},
    ],
)
def test_a_beat_that_makes_no_sense_is_refused(client: StrictClient, reader: Person, body: object) -> None:
    assert client.post(BEATS, json=body).status_code == 422


def test_there_is_no_section_beyond_the_last(client: StrictClient, db: Session, reader: Person) -> None:
    body = {"version": newest(db).id, "section": 9, "paragraph": 1}

    assert client.post(BEATS, json=body).status_code == 404
