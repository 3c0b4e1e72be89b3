from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.questions.rules.words import PaperKind
from app.training.models.lessons import LessonProgress, SectionReading
from tests.client import StrictClient
from tests.exams.factories import PaperFactory
from tests.factories import OrganisationFactory
from tests.training.factories import LessonFactory, LessonVersionFactory

Freeze = Callable[[datetime], None]


def test_the_catalogue_asks_the_same_number_of_queries_for_one_lesson_and_for_three(
    client: StrictClient, reader: Person, stocked: Organisation, queries: list[str]
) -> None:
    client.get("/lessons")
    queries.clear()
    client.get("/lessons")
    of_one = len(queries)
    for _ in range(2):
        LessonVersionFactory(lesson=LessonFactory(organisation_id=stocked.id))
    queries.clear()

    page = client.get("/lessons")

    assert page.text.count("<h3") == 3
    assert len(queries) == of_one


def test_a_lesson_shows_its_contents_its_sources_and_where_to_go_next(
    client: StrictClient, reader: Person, stocked: Organisation
) -> None:
    PaperFactory(organisation=stocked, slug="nanbyo-01", kind=PaperKind.CHECK, title="確認問題")
    following = LessonVersionFactory(lesson=LessonFactory(organisation_id=stocked.id))

    page = client.get("/lessons/nanbyo-01").text

    assert (
        "難病の患者に対する医療等に関する法律</a>第1条" in page or "難病の患者に対する医療等に関する法律第1条" in page
    )
    assert 'href="/exams/nanbyo-01"' in page
    assert f"次の教材：{following.title}" in page
    assert 'href="#s-2"' in page


def test_a_lesson_of_another_organisation_is_not_there(client: StrictClient, reader: Person) -> None:
    elsewhere = LessonVersionFactory(lesson=LessonFactory(organisation_id=OrganisationFactory().id))

    assert client.get(f"/lessons/{elsewhere.lesson.slug}").status_code == 404
    assert client.get("/lessons/nothing%00").status_code == 404
    assert client.post(f"/api/v1/lessons/{elsewhere.lesson.slug}/beats", json={}).status_code in (404, 422)


def opened(page: str) -> str:
    return page.partition('name="opened" value="')[2].partition('"')[0]


def test_without_scripts_a_mark_counts_the_time_since_the_page_was_opened(
    client: StrictClient, db: Session, reader: Person, freeze: Freeze
) -> None:
    began = clock.now()
    freeze(began)
    stamp = opened(client.get("/lessons/nanbyo-01").text)
    freeze(began + timedelta(seconds=3))
    too_soon = client.post("/lessons/nanbyo-01/sections/1", data={"opened": stamp})
    freeze(began + timedelta(minutes=8))

    marked = client.post("/lessons/nanbyo-01/sections/1", data={"opened": stamp})

    assert too_soon.status_code == 422
    assert (marked.status_code, marked.headers["Location"]) == (303, "/lessons/nanbyo-01#s-2")
    row = db.scalars(select(SectionReading)).one()
    assert row.checked is True
    assert 60 < row.seconds <= 480


def test_a_stamp_that_is_not_ours_counts_nothing(
    client: StrictClient, db: Session, reader: Person, freeze: Freeze
) -> None:
    freeze(clock.now())

    assert client.post("/lessons/nanbyo-01/sections/1", data={"opened": "2020-01-01"}).status_code == 422
    assert db.scalars(select(SectionReading)).all() == []


def test_all_sections_marked_make_the_lesson_read(
    client: StrictClient, db: Session, reader: Person, freeze: Freeze
) -> None:
    began = clock.now()
    freeze(began)
    stamp = opened(client.get("/lessons/nanbyo-01").text)
    for number in (1, 2):
        freeze(began + timedelta(minutes=9 * number))
        last = client.post(f"/lessons/nanbyo-01/sections/{number}", data={"opened": stamp})

    assert last.headers["Location"] == "/lessons/nanbyo-01#end"
    assert db.scalars(select(LessonProgress)).one().read_at == began + timedelta(minutes=18)
    assert "読了" in client.get("/lessons").text
