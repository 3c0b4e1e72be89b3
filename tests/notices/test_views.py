from __future__ import annotations

import pytest
from flask import render_template_string
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.notices.models import Notice
from app.notices.queries import NOTICES_A_PAGE
from tests.client import StrictClient
from tests.factories import NoticeFactory, PersonFactory

TICKED = '<input checked class="check-box"'


@pytest.fixture
def person(client: StrictClient, db: Session) -> Person:
    made: Person = PersonFactory()
    client.sign_in(made)
    return made


def test_notices_are_listed_newest_first_and_ones_own_alone(client: StrictClient, person: Person) -> None:
    for title in ("はじめの知らせ", "あとの知らせ"):
        NoticeFactory(person_id=person.id, title=title)
    NoticeFactory(person_id=PersonFactory().id, title="人の知らせ")

    page = client.get("/notices").text

    assert page.index("あとの知らせ") < page.index("はじめの知らせ")
    assert "人の知らせ" not in page


def test_an_empty_list_says_what_will_come(client: StrictClient, person: Person) -> None:
    assert "お知らせはありません" in client.get("/notices").text


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, person: Person, queries: list[str]
) -> None:
    counts = []
    for more in (1, 2):
        NoticeFactory.create_batch(more, person_id=person.id)
        client.get("/notices")
        queries.clear()
        client.get("/notices")
        counts.append(len(queries))

    assert counts == [4, 4]  # the session, how many, the notices, the unread in the header


def test_the_list_has_pages(client: StrictClient, person: Person) -> None:
    NoticeFactory.create_batch(NOTICES_A_PAGE + 1, person_id=person.id)

    pages = [client.get(f"/notices?page={page}").text.count("くわしく見る") for page in (1, 2, 3)]

    assert pages == [NOTICES_A_PAGE, 1, 0]


def test_reading_marks_it_and_leads_to_what_it_speaks_of(client: StrictClient, person: Person) -> None:
    notice = NoticeFactory(person_id=person.id, link="/attempts/7/result")
    plain = NoticeFactory(person_id=person.id, link=None)

    answers = [client.post(f"/notices/{each.id}/read") for each in (notice, plain)]

    assert [(a.status_code, a.location) for a in answers] == [(303, "/attempts/7/result"), (303, "/notices")]
    assert None not in (notice.read_at, plain.read_at)


def test_the_notice_of_somebody_else_is_not_found(client: StrictClient, person: Person) -> None:
    notice = NoticeFactory(person_id=PersonFactory().id)

    assert client.post(f"/notices/{notice.id}/read").status_code == 404
    assert client.post("/notices/99999999999/read").status_code == 404
    assert notice.read_at is None


def test_all_are_read_at_once_and_only_ones_own(client: StrictClient, person: Person, db: Session) -> None:
    NoticeFactory.create_batch(2, person_id=person.id)
    other = NoticeFactory(person_id=PersonFactory().id)

    client.post("/notices/read")

    unread = db.scalars(select(Notice.id).where(Notice.read_at.is_(None))).all()
    assert unread == [other.id]


def test_letters_are_chosen_by_kind(client: StrictClient, person: Person) -> None:
    before = client.get("/notices/preferences").text

    done = client.post("/notices/preferences", data={"by_mail": ["regrade"]})

    assert (done.status_code, done.location) == (303, "/notices/preferences")
    after = client.get("/notices/preferences").text
    assert (before.count(TICKED), after.count(TICKED)) == (7, 1)
    client.post("/notices/preferences", data={"by_mail": ["regrade", "training"]})
    assert client.get("/notices/preferences").text.count(TICKED) == 2


def test_a_kind_that_does_not_exist_is_refused(client: StrictClient, person: Person) -> None:
    assert client.post("/notices/preferences", data={"by_mail": ["gossip"]}).status_code == 422


def test_the_number_in_the_header_costs_nothing_where_it_is_not_shown(
    client: StrictClient, person: Person, queries: list[str]
) -> None:
    app = client.application
    NoticeFactory.create_batch(2, person_id=person.id)

    with app.test_request_context():
        queries.clear()
        assert render_template_string("お知らせ") == "お知らせ"
        assert render_template_string("{{ unread_notices }}{% if unread_notices %}件{% endif %}") == "0"
        assert queries == []


@pytest.mark.parametrize("path", ["/notices", "/notices/preferences"])
def test_a_stranger_is_led_to_the_sign_in(client: StrictClient, path: str) -> None:
    assert client.get(path).location == f"/login?next={path}"
