from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import clock
from tests.exams.factories import AttemptFactory, exam
from tests.factories import NoticeFactory, member
from tests.servers.browser import DESKTOP, PHONE
from tests.servers.site import Site

Look = Callable[[Page], None]
REFUSED = "422 (UNPROCESSABLE ENTITY)"


def choose(page: Page, count: int) -> None:
    for position in range(1, count + 1):
        page.locator(f'[data-choice="{position}"] label').click()


def asked_for(page: Page) -> int:
    return int(page.locator("[data-question]").get_attribute("data-choose") or 0)


@pytest.mark.parametrize(
    "device",
    [DESKTOP, PHONE, {**PHONE, "java_script_enabled": False}],
    ids=["desktop", "phone", "phone without scripts"],
)
def test_a_visitor_tries_ten_questions(open_page: Callable[..., Page], device: dict[str, object]) -> None:
    page = open_page(**device)
    page.goto("/")
    page.get_by_role("link", name="まず10問ためす").click()
    page.get_by_role("link", name="はじめる", exact=True).click()

    for number in range(1, 11):
        expect(page).to_have_url(f"{page.url.split('/trial')[0]}/trial/{number}")
        choose(page, asked_for(page))
        page.get_by_role("button", name="答え合わせ").click()
        expect(page.locator(".verdict")).to_have_count(1)
        expect(page.locator(".statement-why")).to_have_count(5)
        page.get_by_role("link", name="結果を見る" if number == 10 else "次の問題へ").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("まず10問の結果")
    expect(page.get_by_text("未解答")).to_have_count(0)
    page.get_by_role("link", name="登録して模擬試験を受ける").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登録")


def test_the_page_counts_along_and_strikes_out(phone: Page) -> None:
    phone.goto("/trial/1")
    count = asked_for(phone)
    left = phone.locator('[data-part="left"]')

    choose(phone, count)
    expect(left).to_have_text(f"{count}つ選びました")
    phone.locator(f'[data-choice="{count + 1}"] label').click()
    expect(left).to_contain_text(f"選べるのは{count}つまでです")
    expect(phone.locator('input[name="choices"]:checked')).to_have_count(count)

    phone.locator('[data-strike="1"]').click()
    expect(phone.locator('[data-choice="1"]')).to_contain_class("choice-struck")
    expect(left).to_have_text("あと1つ選んでください")
    phone.locator('[data-choice="1"] label').click()
    expect(phone.locator('[data-choice="1"]')).not_to_contain_class("choice-struck")


def test_every_page_of_a_visitor_is_accessible(phone: Page, axe: Look, mishaps: list[str]) -> None:
    for path in ("/", "/trial", "/trial/1"):
        phone.goto(path)
        axe(phone)
    phone.get_by_role("button", name="答え合わせ").click()
    expect(phone.get_by_role("alert")).to_be_visible()
    axe(phone)
    choose(phone, asked_for(phone))
    phone.get_by_role("button", name="答え合わせ").click()
    axe(phone)
    phone.goto("/trial/result")
    axe(phone)

    assert [REFUSED in mishap for mishap in mishaps] == [True]
    mishaps.clear()


def test_the_start_page_of_somebody_in_the_middle_of_things_is_accessible(
    site: Site, desktop: Page, enter: Callable[[Page, int], None], axe: Look
) -> None:
    with site.session():
        person = member()
        edition = exam()
        AttemptFactory(person=person, edition=edition, closed=True, started_at=clock.now(), answers={1: (1, 3)})
        AttemptFactory(person=person, edition=exam())
        NoticeFactory(person_id=person.id)
        person_id = person.id
    enter(desktop, person_id)

    desktop.goto("/")

    for heading in ("つづきから", "新しいお知らせ", "前回の結果"):
        expect(desktop.get_by_role("heading", name=heading)).to_be_visible()
    axe(desktop)
