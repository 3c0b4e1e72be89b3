from __future__ import annotations

from contextvars import Context
from datetime import timedelta
from decimal import Decimal
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import AccountSession, Person
from app.exams.models import Attempt, PaperEdition
from app.exams.queries.attempts import answers_of
from app.exams.rules import AttemptState
from tests.client import StrictClient
from tests.exams.answers import saved
from tests.exams.factories import AttemptFactory
from tests.factories import AccommodationFactory

HOUR = timedelta(hours=1)


# ── Papers, and starting one ─────────────────────────────────────────────────────────────────


def test_a_candidate_finds_a_paper_begins_it_and_lands_in_the_sitting(
    client: StrictClient, db: Session, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    assert "模擬試験 第9回" in client.get("/exams").text
    assert "試験をはじめる" in client.get("/exams/mock-x").text

    answer = client.post("/exams/mock-x/attempts")

    attempt = db.scalars(select(Attempt)).one()
    assert (answer.status_code, answer.location) == (303, f"/attempts/{attempt.id}")
    assert (attempt.person_id, attempt.state) == (person.id, AttemptState.OPEN)
    assert "つづきから受ける" in client.get("/exams/mock-x").text


def test_a_second_start_leads_to_the_same_sitting(
    client: StrictClient, edition: PaperEdition, device: AccountSession
) -> None:
    assert client.post("/exams/mock-x/attempts").location == client.post("/exams/mock-x/attempts").location


def test_of_two_starts_at_the_same_moment_one_begins_and_both_arrive_there(
    app: Flask, client: StrictClient, db: Session, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    address: list[str] = []
    db.commit()

    def second_tap() -> None:
        with app.app_context():
            address.append(client.post("/exams/mock-x/attempts").location)

    first = AttemptFactory(edition=edition, person=person)  # begun, but not yet committed
    second = Thread(target=lambda: Context().run(second_tap))
    second.start()
    second.join(timeout=0.5)
    db.commit()
    second.join()

    assert address == [f"/attempts/{first.id}"]
    assert db.scalar(select(func.count()).select_from(Attempt)) == 1


def test_the_longer_time_of_an_accommodation_is_said_before_the_start(
    client: StrictClient, edition: PaperEdition, person: Person, device: AccountSession
) -> None:
    AccommodationFactory(person_id=person.id, granted_by_id=person.id, factor=Decimal("1.30"))

    assert "156分（120分から延長）" in client.get("/exams/mock-x").text


@pytest.mark.parametrize("slug", ["unknown", "%E8%A9%A6%E9%A8%93", "a" * 500, "mock-x%00"])
def test_an_unknown_paper_is_not_found_in_words(client: StrictClient, device: AccountSession, slug: str) -> None:
    for answer in (client.get(f"/exams/{slug}"), client.post(f"/exams/{slug}/attempts")):
        assert answer.status_code == 404
        assert "見つかりません" in answer.text


def test_a_closed_paper_cannot_be_begun(client: StrictClient, edition: PaperEdition, device: AccountSession) -> None:
    edition.paper.closes_at = clock.now() - HOUR

    answer = client.post("/exams/mock-x/attempts")

    assert answer.status_code == 409
    assert "受付終了" in answer.text
    assert "試験をはじめる" not in client.get("/exams/mock-x").text


@pytest.mark.parametrize("path", ["/exams", "/exams/mock-x", "/attempts"])
def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_back(
    client: StrictClient, edition: PaperEdition, path: str
) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.location) == (303, f"/login?next={path}")


# ── The sitting without scripts ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("number", "go", "goal"),
    [
        (1, {}, "?number=2"),
        (2, {"go": "previous"}, "?number=1"),
        (2, {"go": "sheet"}, "/sheet"),
        (2, {"go": "stay"}, "?number=2"),
        (2, {"go": "nonsense"}, "?number=3"),
    ],
)
def test_a_saved_answer_leads_where_the_button_says(
    client: StrictClient, attempt: Attempt, page: str, number: int, go: dict[str, str], goal: str
) -> None:
    answer = saved(client, page, number, **go, choices=["2", "4"], flagged="on")

    assert (answer.status_code, answer.location) == (303, page + goal)
    kept = answers_of(attempt.id)[number]
    assert (kept.choices, kept.flagged, kept.seq) == (0b1010, True, 1)


def test_the_page_carries_the_next_seq_and_what_is_stored(client: StrictClient, page: str) -> None:
    saved(client, page, seq="6")

    shown = client.get(page).text

    assert 'name="seq" value="7"' in shown
    assert shown.count(" checked") >= 2


def test_too_many_marks_are_shown_again_and_nothing_is_stored(
    client: StrictClient, attempt: Attempt, page: str
) -> None:
    answer = saved(client, page, choices=["1", "2", "3"])

    assert answer.status_code == 422
    assert "選べるのは2つまでです" in answer.text
    assert answers_of(attempt.id) == {}


NONSENSE: list[dict[str, Any]] = [
    {"choices": ["0"]},
    {"choices": ["6"]},
    {"choices": ["x"]},
    {"choices": ["1", "1"]},
    {"choices": ["9" * 5000]},
    {"seq": ""},
    {"seq": "x"},
    {"seq": "0"},
    {"seq": str(2**31)},
    {"seq": "9" * 5000},
]


def test_a_form_that_says_nonsense_is_refused_in_words(client: StrictClient, attempt: Attempt, page: str) -> None:
    for typed in NONSENSE:
        answer = saved(client, page, **typed)

        assert answer.status_code == 422, typed
        assert "。" in answer.text

    assert answers_of(attempt.id) == {}


def test_a_page_that_was_left_open_does_not_overwrite_a_newer_answer(
    client: StrictClient, attempt: Attempt, page: str
) -> None:
    saved(client, page, choices=["2", "4"], seq="2")

    answer = saved(client, page, choices=["1", "3"], seq="2")

    assert answer.status_code == 409
    assert "新しい解答が保存されています" in answer.text
    assert "この画面で選んだのは1・3でした" in answer.text
    assert 'name="seq" value="3"' in answer.text  # the question with what is stored, ready to be answered anew
    assert answers_of(attempt.id)[1].choices == 0b1010


@pytest.mark.parametrize("number", [0, 5, 99_999, 2**31 - 1])
def test_a_question_that_is_not_asked_is_refused_and_the_page_shows_the_nearest(
    client: StrictClient, page: str, number: int
) -> None:
    assert saved(client, page, number).status_code == 422
    assert client.get(f"{page}?number={number}").status_code == 200


@pytest.mark.parametrize("number", ["x", "-3", "9" * 5000, ""])
def test_a_page_number_that_is_none_shows_a_question(client: StrictClient, page: str, number: str) -> None:
    assert client.get(page, query_string={"number": number}).status_code == 200


def test_sheet_and_hand_in_page_tell_what_is_missing(client: StrictClient, page: str) -> None:
    saved(client, page, 1, choices=["1"], flagged="on")
    saved(client, page, 2, choices=["2", "4"])

    sheet, before = client.get(f"{page}/sheet").text, client.get(f"{page}/submit").text

    assert sheet.count('data-row="') == 4
    assert "未解答：2問" in before
    assert "数が足りない：1問" in before
    assert "あとで見直す：1問" in before
