from __future__ import annotations

import re

import pytest

from app.accounts.rules import Role
from app.home.views.frame import Frame
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.factories import NoticeFactory, member

CANDIDATE = ["練習", "模擬試験", "受験の記録", "用語集", "教材", "受験ガイド"]


def navigation(page: str) -> list[str]:
    found = re.search('<nav class="site-nav".*?</nav>', page, re.DOTALL)
    return re.findall(r"<a [^>]*>([^<]+)</a>", found[0]) if found else []


def footer(page: str) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', page.split('<footer class="site-footer">')[1])


def test_a_visitor_finds_the_trial_and_the_way_in(client: StrictClient) -> None:
    page = client.get("/").text

    assert navigation(page) == ["まず10問", "登録する", "サインイン"]
    assert 'action="/logout"' not in page
    assert 'href="/notices"' not in page
    assert footer(page) == [
        "/trial",
        "/guide",
        "/syllabus",
        "/sources",
        "/glossary",
        "/corrections",
        "/terms",
        "/privacy",
        "/privacy/kept",
        "/accessibility",
        "/map",
    ]


@pytest.mark.parametrize(
    ("role", "labels"),
    [
        (Role.CANDIDATE, CANDIDATE),
        (Role.INSTRUCTOR, [*CANDIDATE, "試験の運営", "試験の統計", "言葉の読み", "問題"]),
        (Role.ORGANISER, [*CANDIDATE, "研修の運営", "試験の運営", "試験の統計", "問題", "人の一覧"]),
        (
            Role.ADMINISTRATOR,
            ["練習", "模擬試験", "教材", "研修の運営", "試験の運営", "試験の統計", "問題", "管理"],
        ),
    ],
)
def test_navigation_follows_what_the_person_may_do(client: StrictClient, role: Role, labels: list[str]) -> None:
    client.sign_in(member(role))

    page = client.get("/").text

    assert navigation(page) == labels
    assert page.count('action="/logout"') == 2
    assert 'class="bar-item" href="/notices"' in page


def test_the_page_that_is_open_is_marked(client: StrictClient) -> None:
    client.sign_in(member())

    page = client.get("/exams").text

    assert re.findall(r'class="nav-link" href="([^"]+)" aria-current="page"', page) == ["/exams"]


def test_running_a_paper_is_not_sitting_it(client: StrictClient) -> None:
    edition = exam({"care-support": [(1, 3)]})
    organiser = member(Role.ORGANISER, edition.paper.organisation)
    client.sign_in(organiser)

    page = client.get(f"/exams/{edition.paper.slug}/board").text

    assert re.findall(r'class="nav-link" href="([^"]+)" aria-current="page"', page) == ["/running"]


def test_a_page_of_a_stranger_s_address_has_a_frame_too(client: StrictClient) -> None:
    response = client.get("/nowhere")

    assert response.status_code == 404
    assert navigation(response.text) == ["まず10問", "登録する", "サインイン"]


def test_a_sitting_pays_nothing_for_the_frame(client: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    person = member()
    NoticeFactory(person_id=person.id)
    attempt = AttemptFactory(person=person)
    client.sign_in(person)

    def looked_at(_frame: Frame) -> None:
        raise AssertionError("a bare page has no navigation")

    for part in ("navigation", "account_navigation", "notices_url", "logout_url", "footer_links"):
        monkeypatch.setattr(Frame, part, property(looked_at))

    assert client.get(f"/attempts/{attempt.id}").status_code == 200
