from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app import clock
from app.accounts.rules import Role
from app.exams.actions import scoring
from app.exams.queries.content import printed_edition
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.factories import NoticeFactory, member

HOUR = timedelta(hours=1)


def headings(page: str) -> list[str]:
    return re.findall(r'<h2 id="[a-z-]+">(.+?)</h2>', page)


def buttons(page: str) -> list[tuple[str, str]]:
    """Label and address of the buttons that stand out."""
    return [(label, url) for url, label in re.findall(r'button-primary[^>]*href="([^"]+)"[^>]*>([^<]+)<', page)]


def test_a_visitor_is_told_what_this_is_and_may_try(client: StrictClient) -> None:
    page = client.get("/").text

    assert buttons(page) == [("まず10問ためす", "/trial")]
    assert {'href="/signup"', 'href="/login"'} <= set(re.findall(r'href="/[a-z]+"', page))


@pytest.mark.parametrize("signed_in", [False, True])
def test_everybody_finds_what_is_asked_and_what_it_rests_on(client: StrictClient, *, signed_in: bool) -> None:
    if signed_in:
        client.sign_in(member())

    page = client.get("/").text.split("<main")[1].split("</main>")[0]

    assert re.findall('href="(/s[a-z]+)">([^<]+)<', page)[-2:] == [
        ("/syllabus", "出題範囲と問題の数"),
        ("/sources", "問題の根拠"),
    ]


def test_an_empty_account_is_offered_ten_questions_and_the_first_paper(client: StrictClient) -> None:
    exam(title="模擬試験 第1回", slug="mock-1")
    client.sign_in(member(name="佐藤 花子"))

    page = client.get("/").text

    assert re.search('、<span class="nowrap">佐藤さん', page)
    assert headings(page) == ["はじめの一歩", "模擬試験"]
    assert buttons(page) == [("10問をはじめる", "/trial")]
    assert re.search('href="/exams/mock-1"[^>]*>模擬試験 第1回を見る', page)


def test_an_account_without_any_paper_still_has_something_to_do(client: StrictClient) -> None:
    client.sign_in(member())

    assert headings(client.get("/").text) == ["はじめの一歩"]


def test_an_open_attempt_comes_first_with_the_time_that_is_left(client: StrictClient) -> None:
    person = member()
    begun = clock.now() - timedelta(minutes=45, seconds=30)
    attempt = AttemptFactory(person=person, edition=exam(minutes=120), started_at=begun)
    client.sign_in(person)

    page = client.get("/").text

    assert headings(page) == ["つづきから"]
    assert "1時間14分" in page
    assert buttons(page) == [("つづきから受ける", f"/attempts/{attempt.id}")]


def test_an_attempt_whose_time_has_passed_is_over(client: StrictClient) -> None:
    person = member()
    attempt = AttemptFactory(
        person=person, edition=exam(minutes=60), started_at=clock.now() - 2 * HOUR, answers={1: (1, 3), 3: (1, 2)}
    )
    client.sign_in(person)

    page = client.get("/").text

    assert headings(page) == ["前回の結果", "模擬試験"]
    assert re.findall(r'meter-figure">(\d)<', page) == ["1", "0"]
    assert f'href="/attempts/{attempt.id}/result"' in page


def test_the_last_result_is_the_same_stored_or_not(client: StrictClient) -> None:
    person, edition = member(), exam()
    AttemptFactory(person=person, edition=edition, closed=True, started_at=clock.now() - 9 * HOUR, answers={1: (1, 3)})
    newest = AttemptFactory(
        person=person, edition=edition, closed=True, started_at=clock.now() - 5 * HOUR, answers={2: (2, 4), 4: (4, 5)}
    )
    client.sign_in(person)

    before = client.get("/").text
    scoring.store_scores(scoring.to_score())
    after = client.get("/").text

    assert re.findall(r'meter-figure">(\d)<', before) == ["1", "1"]
    assert re.findall(r'meter-figure">(\d)<', after) == ["1", "1"]
    assert f'href="/attempts/{newest.id}/result"' in after


def test_nothing_of_others_is_shown(client: StrictClient) -> None:
    edition = exam()
    AttemptFactory(edition=edition)
    AttemptFactory(edition=edition, closed=True, started_at=clock.now() - 5 * HOUR)
    NoticeFactory(person_id=member().id)
    client.sign_in(member())

    assert headings(client.get("/").text) == ["はじめの一歩", "模擬試験"]


def test_unread_notices_are_announced(client: StrictClient) -> None:
    person = member()
    for number in range(5):
        NoticeFactory(person_id=person.id, title=f"題{number}")
    NoticeFactory(person_id=person.id, title="読んだもの", read_at=clock.now())
    client.sign_in(person)

    page = client.get("/").text

    assert re.findall("題([0-9])", page) == ["4", "3", "2"]
    assert "未読5件" in page
    assert "読んだもの" not in page


@pytest.mark.parametrize(
    ("role", "places"),
    [
        (Role.CANDIDATE, []),
        (Role.INSTRUCTOR, ["/running"]),
        (Role.ORGANISER, ["/running", "/people"]),
        (Role.ADMINISTRATOR, ["/running", "/people"]),
    ],
)
def test_those_who_run_things_are_led_to_them(client: StrictClient, role: Role, places: list[str]) -> None:
    client.sign_in(member(role))

    page = client.get("/").text

    assert ("運営" in headings(page)) == bool(places)
    assert re.findall(r'class="button" href="(/running|/people)"', page) == places


@pytest.mark.parametrize("many", [1, 3])
def test_the_start_page_costs_the_same_for_one_and_for_many(
    client: StrictClient, queries: list[str], many: int
) -> None:
    person, edition = member(), exam()
    for number in range(many):
        AttemptFactory(person=person, edition=exam())
        AttemptFactory(person=person, edition=edition, closed=True, started_at=clock.now() - (number + 5) * HOUR)
        NoticeFactory(person_id=person.id)
    scoring.store_scores(scoring.to_score())
    client.sign_in(person)
    printed_edition(edition)
    queries.clear()

    client.get("/")

    assert len(queries) == 10


def test_a_visitor_s_start_page_asks_the_database_nothing(client: StrictClient, queries: list[str]) -> None:
    queries.clear()

    client.get("/")

    assert queries == []


def test_robots_leave_alone_what_is_private(client: StrictClient) -> None:
    lines = client.get("/robots.txt").text.splitlines()

    assert lines[0] == "User-agent: *"
    assert {"Disallow: /attempts", "Disallow: /account"} <= set(lines)
    assert "Disallow: /" not in lines
