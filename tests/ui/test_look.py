from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.servers.browser import DESKTOP, PHONE

TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
READY = "html[data-ready]"
Open = Callable[..., Page]


def style_page(page: Page, *, theme: str = "", text: str = "", state: str = "plain") -> Page:
    """The style page as somebody sees it who chose these settings before."""
    page.add_init_script(f"localStorage['display-theme'] ??= '{theme}'; localStorage['display-text'] ??= '{text}'")
    page.goto(f"/styleguide?state={state}")
    page.wait_for_selector(READY)
    return page


def settings(page: Page) -> Locator:
    return page.locator(".site-header summary").filter(has_text="表示設定")


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_component_can_be_used_by_everybody(
    open_page: Open, axe: Callable[[Page], None], screen: dict[str, object], theme: str
) -> None:
    axe(style_page(open_page(**screen), theme=theme, state="errors"))


@pytest.mark.parametrize("text", ["", "125", "150", "200"])
@pytest.mark.parametrize("screen", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_nothing_is_wider_than_the_screen_at_any_text_size(
    open_page: Open, screen: dict[str, object], text: str
) -> None:
    page = style_page(open_page(**screen), text=text, state="errors")

    assert page.evaluate(TOO_WIDE) is False


def test_the_chosen_colours_and_text_size_are_remembered(phone: Page) -> None:
    style_page(phone)

    settings(phone).click()
    phone.get_by_label("暗い").check()
    phone.get_by_label("150%").check()
    phone.goto("/styleguide")

    expect(phone.locator("html")).to_have_attribute("data-theme", "dark")
    expect(phone.locator("html")).to_have_attribute("data-text", "150")
    assert phone.evaluate("getComputedStyle(document.body).fontSize") == "24px"


def test_a_menu_closes_on_escape_and_gives_the_focus_back(desktop: Page) -> None:
    style_page(desktop)
    summary = settings(desktop)

    summary.click()
    desktop.get_by_label("暗い").focus()
    desktop.keyboard.press("Escape")

    expect(desktop.get_by_label("暗い")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_first_stop_of_the_tab_key_leads_to_the_content(desktop: Page) -> None:
    style_page(desktop)

    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")

    expect(desktop.locator("main")).to_be_focused()


def test_a_password_can_be_shown_and_hidden(desktop: Page) -> None:
    style_page(desktop)
    password = desktop.locator("#password")

    desktop.get_by_role("button", name=re.compile("表示.*パスワード")).click()
    expect(password).to_have_attribute("type", "text")
    desktop.get_by_role("button", name=re.compile("隠す.*パスワード")).click()
    expect(password).to_have_attribute("type", "password")


def test_a_dialog_opens_and_gives_the_focus_back(desktop: Page) -> None:
    style_page(desktop)
    opener = desktop.get_by_role("button", name="提出する").first

    opener.click()
    desktop.get_by_role("button", name="やめる").click()

    expect(opener).to_be_focused()


def test_the_timer_counts_from_what_the_server_says(desktop: Page) -> None:
    style_page(desktop)
    figure = desktop.locator(".timer-figure")

    desktop.evaluate("document.dispatchEvent(new CustomEvent('remaining', {detail: 605}))")
    expect(figure).to_have_text("0:10:05")
    desktop.evaluate("document.dispatchEvent(new CustomEvent('remaining', {detail: 599}))")

    expect(desktop.locator("[data-timer=voice]")).to_have_text("残り9分です。")


def test_the_timer_can_be_folded_away_and_asked(desktop: Page) -> None:
    style_page(desktop)
    desktop.evaluate("document.dispatchEvent(new CustomEvent('remaining', {detail: 4000}))")

    desktop.locator("[data-timer=hide]").click()
    desktop.locator("[data-timer=say]").press("Enter")

    expect(desktop.locator(".timer-figure")).to_be_hidden()
    expect(desktop.locator("[data-timer=voice]")).to_have_text("残り1時間6分です。")


def test_without_scripts_nothing_is_offered_that_needs_them(open_page: Open) -> None:
    page = open_page(**PHONE, java_script_enabled=False)
    page.goto("/styleguide")

    expect(settings(page)).to_be_hidden()
    expect(page.locator(".timer").get_by_text("終了時刻")).to_be_visible()
    expect(page.get_by_role("button", name="印刷")).to_have_count(0)
