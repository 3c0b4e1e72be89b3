from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.practice.models import PracticeSet, ReviewLog
from tests.browser.sitting import Candidate, goto
from tests.servers.site import Site

Enter = Callable[[Page, int], None]


def stored(site: Site, person_id: int) -> int:
    """How many answers of the person the site has."""
    with site.session() as session:
        return session.scalar(select(func.count()).where(ReviewLog.person_id == person_id)) or 0


def test_five_cards_between_two_shifts(phone: Page, site: Site, candidate: Candidate, enter: Enter) -> None:
    enter(phone, candidate.person_id)
    goto(phone, "/practice")
    phone.get_by_role("button", name="3分").first.click()

    for number in range(1, 6):
        expect(phone.locator(".drill-statement")).to_be_visible()
        expect(phone.locator("body")).not_to_contain_text("根拠")
        phone.locator(".answer-button").nth(number % 6).click()
        expect(phone.locator(".verdict")).to_be_focused()
        expect(phone.locator(".statement-source")).to_be_visible()
        assert stored(site, candidate.person_id) == number
        phone.get_by_role("link", name="次へ").click()
        expect(phone.locator(".drill-statement")).to_be_focused()

    phone.get_by_role("link", name="中断する").click()
    phone.get_by_role("link", name="続ける", exact=True).click()
    expect(phone.locator(".drill-statement")).to_be_visible()
    with site.session() as session:
        assert (
            session.scalars(select(PracticeSet).where(PracticeSet.person_id == candidate.person_id)).one().answered == 5
        )


def test_cards_with_the_keyboard_alone(desktop: Page, site: Site, candidate: Candidate, enter: Enter) -> None:
    enter(desktop, candidate.person_id)
    goto(desktop, "/practice")
    desktop.get_by_role("button", name="3分").first.click()
    desktop.wait_for_selector("html[data-ready]")

    for number, key in enumerate(("1", "6", "4"), start=1):
        expect(desktop.locator(".answer-key").nth(5)).to_have_text("6")
        expect(desktop.locator(".answer-key").nth(5)).to_be_visible()
        desktop.keyboard.press("Enter")  # nothing was answered: there is nowhere to go on to
        desktop.keyboard.press(key)
        expect(desktop.locator(".verdict")).to_be_focused()
        desktop.keyboard.press("1")  # on the explanation a number means nothing
        assert stored(site, candidate.person_id) == number
        desktop.keyboard.press("Enter")
        expect(desktop.locator(".drill-statement")).to_be_focused()

    desktop.get_by_text("操作の説明").click()
    desktop.get_by_label("キーで操作する").uncheck()
    desktop.keyboard.press("1")
    desktop.wait_for_timeout(300)
    assert stored(site, candidate.person_id) == 3


def test_a_whole_question_takes_no_more_marks_than_it_asks_for(
    phone: Page, site: Site, candidate: Candidate, enter: Enter
) -> None:
    enter(phone, candidate.person_id)
    goto(phone, "/practice")
    phone.get_by_role("group", name="時間を選んで五肢複択をはじめる").get_by_role(
        "button", name="5分", exact=True
    ).click()
    most = int(phone.locator("[data-choose]").get_attribute("data-choose") or 0)
    sure = phone.get_by_role("button", name="自信あり")

    expect(sure).to_be_disabled()
    for place in range(most):
        phone.locator(".choice label").nth(place).click()
    expect(phone.locator('input[name="choices"]:disabled')).to_have_count(5 - most)
    sure.click()

    expect(phone.locator(".verdict")).to_be_visible()
    expect(phone.locator(".statement")).to_have_count(5)
    assert stored(site, candidate.person_id) == 5


@pytest.mark.parametrize("answer", ["○ 自信あり", "× 勘"])
def test_a_card_without_scripts(
    open_page: Callable[..., Page], site: Site, candidate: Candidate, enter: Enter, answer: str
) -> None:
    page = open_page(java_script_enabled=False)
    enter(page, candidate.person_id)
    page.goto("/practice")
    page.get_by_role("button", name="5分").first.click()
    side = 0 if answer.startswith("○") else 5
    page.locator(".answer-button").nth(side).click()

    expect(page.locator(".verdict")).to_be_visible()
    page.get_by_role("link", name="次へ").click()
    expect(page.locator(".drill-statement")).to_be_visible()
    assert stored(site, candidate.person_id) == 1


def test_enter_in_a_memo_is_a_new_line_and_a_number_a_figure(
    desktop: Page, candidate: Candidate, enter: Enter, site: Site
) -> None:
    enter(desktop, candidate.person_id)
    goto(desktop, "/practice")
    desktop.get_by_role("button", name="3分").first.click()
    desktop.wait_for_selector("html[data-ready]")
    desktop.keyboard.press("1")
    expect(desktop.locator(".verdict")).to_be_focused()

    desktop.get_by_text("メモを書く").first.click()
    memo = desktop.locator("textarea").first
    memo.click()
    desktop.keyboard.type("一行目")
    desktop.keyboard.press("Enter")
    desktop.keyboard.type("2行目")
    desktop.wait_for_timeout(300)

    expect(memo).to_have_value("一行目\n2行目")
    assert stored(site, candidate.person_id) == 1
    desktop.locator(".verdict").click()  # outside of the field Enter goes on as before
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".drill-statement")).to_be_focused()
