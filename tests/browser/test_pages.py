from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Page, expect

from tests.browser.pages import NO_PAGES, PAGES, STATES, VISITOR, Place
from tests.browser.scene import Scene, make_scene
from tests.browser.sitting import goto, mark
from tests.servers.browser import DESKTOP, JAPAN
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Look = Callable[[Place], Page]
PICTURES = os.environ.get("PICTURES")  # a folder for pictures of every page, for a person to look at
WIDTHS = (360, 768, 1280)
NARROW = {**JAPAN, "viewport": {"width": 360, "height": 740}}
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return "";
  const seen = [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility());
  const out = seen.filter((one) => one.getBoundingClientRect().right > innerWidth + 1);
  return `${wide} px too wide: ${out.slice(0, 3).map((one) => one.outerHTML.slice(0, 100)).join(" | ")}`;
}"""
SHOW = """([name, value]) => {
  localStorage[`display-${name}`] = value;
  dispatchEvent(new Event("display"));
}"""
# Of sixty of the same kind, seven are enough to judge.
A_FEW = """() => {
  const many = ".reviewed:nth-of-type(n + 8), tbody > tr:nth-child(n + 8), :is(.sheet, .numbers) > :nth-child(n + 8)";
  document.querySelectorAll(many).forEach((one) => one.remove());
}"""
EVERY_RULE = {"resultTypes": ["violations"]}
CONTRAST = {**EVERY_RULE, "runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def scene(site: Site) -> Scene:
    return make_scene(site)


@pytest.fixture
def look(open_page: Callable[..., Page], enter: Enter, scene: Scene, meant: Callable[..., None]) -> Look:
    """Open a place of the site on a narrow screen, as whom it is meant for."""
    meant("status of 404", "status of 403", "status of 409")

    def at(place: Place) -> Page:
        page = open_page(**NARROW)
        if place.who is not VISITOR:
            enter(page, scene.people[place.who].person_id)
        goto(page, scene.path(place))
        page.emulate_media(reduced_motion="reduce")
        return page

    return at


def show(page: Page, name: str, value: str) -> None:
    page.evaluate(SHOW, [name, value])


def findings(page: Page, options: dict[str, object]) -> str:
    """What axe has to say; giving a page the inspector takes as long as a run, so it is given once."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    results = AxeResults(page.evaluate("options => axe.run(document, options)", options))
    return results.generate_report() if results.violations_count else ""


def fits(page: Page) -> None:
    """Nothing to scroll sideways, at any size of letters."""
    for text in ("200", ""):
        show(page, "text", text)
        assert page.evaluate(TOO_WIDE) == "", f"{page.viewport_size} {text}"


def take_pictures(page: Page, folder: Path) -> None:
    """The whole page in three widths, light and dark."""
    name = re.sub(r"[^\w.-]+", "_", os.environ["PYTEST_CURRENT_TEST"].partition("::")[2].partition(" (")[0])
    for theme in ("light", "dark"):
        show(page, "theme", theme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)


def for_everybody(page: Page) -> None:
    """Narrow and wide, in all colours, in large letters: nothing to find, and nothing to scroll sideways."""
    page.emulate_media(reduced_motion="reduce")  # what fades in is not judged half-way
    if PICTURES:
        take_pictures(page, Path(PICTURES))
    for size in (DESKTOP["viewport"], NARROW["viewport"]):
        page.set_viewport_size(size)
        fits(page)
    page.evaluate(A_FEW)
    for theme in ("dark", "contrast"):
        show(page, "theme", theme)
        assert findings(page, CONTRAST) == "", theme
    show(page, "theme", "light")
    assert findings(page, EVERY_RULE) == ""
    page.set_viewport_size(DESKTOP["viewport"])
    assert findings(page, EVERY_RULE) == ""


def test_every_page_is_looked_at(site: Site) -> None:
    rules = site.app.url_map.iter_rules()
    pages = {rule.endpoint for rule in rules if "GET" in rule.methods and not rule.rule.startswith("/api/")}

    assert pages - NO_PAGES == set(PAGES)


@pytest.mark.parametrize("place", PAGES.values(), ids=PAGES.keys())
def test_a_page_is_for_everybody(look: Look, place: Place) -> None:
    for_everybody(look(place))


@pytest.mark.parametrize("place", STATES.values(), ids=STATES.keys())
def test_a_page_is_for_everybody_in_another_state_too(look: Look, place: Place) -> None:
    for_everybody(look(place))


SITTING = Place("/attempts/{open}")


def test_a_question_half_answered_is_for_everybody(look: Look) -> None:
    page = look(SITTING)
    mark(page, 1)
    page.locator('[data-strike="3"]').click()

    for_everybody(page)


def test_the_sheet_is_for_everybody(look: Look) -> None:
    page = look(SITTING)
    page.get_by_role("button", name="解答用紙").click()

    for_everybody(page)


def test_the_question_before_handing_in_is_for_everybody(look: Look) -> None:
    page = look(SITTING)
    page.get_by_role("button", name="解答用紙").click()
    page.get_by_role("button", name="提出する").click()

    for_everybody(page)


def test_the_help_and_the_display_settings_are_for_everybody(look: Look) -> None:
    page = look(SITTING)
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="操作の説明")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == ""
    assert findings(page, EVERY_RULE) == ""

    page.locator(".menu summary").first.click()

    for_everybody(page)


def test_the_band_of_a_cut_line_is_for_everybody(look: Look, meant: Callable[..., None]) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    page = look(SITTING)
    page.context.set_offline(True)
    expect(page.locator("[data-line]")).to_be_visible()

    for_everybody(page)


def test_a_refused_sign_up_is_for_everybody(look: Look, meant: Callable[..., None]) -> None:
    meant("status of 422")
    page = look(Place("/signup", VISITOR))
    page.get_by_role("button", name="確認メールを受け取る").click()
    expect(page.get_by_text("入力してください").first).to_be_visible()

    for_everybody(page)


def test_refused_settings_of_practice_are_for_everybody(look: Look, meant: Callable[..., None]) -> None:
    meant("status of 422")
    page = look(Place("/practice/settings"))
    page.get_by_label("1日の時間（分）").fill("0")
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text("1分以上にしてください").first).to_be_visible()

    for_everybody(page)


@pytest.mark.parametrize("state", ["question", "verdict"])
def test_whole_questions_that_were_taken_along_are_for_everybody(look: Look, state: str) -> None:
    page = look(Place("/practice/taken"))
    page.get_by_role("group", name="五肢複択").get_by_role("button", name="10分ぶん").click()
    page.get_by_role("button", name="はじめる").click()
    if state == "verdict":
        form = page.locator("form[data-choose]")
        mark(page, *range(1, int(form.get_attribute("data-choose") or 0) + 1))
        form.get_by_role("button", name="自信なし").click()
    expect(page.locator(f'[data-state="{state}"]')).to_be_visible()

    for_everybody(page)


@pytest.mark.parametrize("state", ["ready", "card", "verdict", "end"])
def test_cards_that_were_taken_along_are_for_everybody(look: Look, state: str) -> None:
    page = look(Place("/practice/taken"))
    page.get_by_role("group", name="○×").get_by_role("button", name="10分ぶん").click()
    expect(page.locator('[data-state="ready"]')).to_be_visible()
    if state != "ready":
        page.get_by_role("button", name="はじめる").click()
    if state == "verdict":
        page.locator(".answer-button").first.click()
    if state == "end":
        while page.locator('[data-state="card"]').is_visible():
            page.locator(".answer-button").first.click()
            page.get_by_role("button", name="次へ").click()
    expect(page.locator(f'[data-state="{state}"]')).to_be_visible()

    for_everybody(page)


def test_the_trial_is_for_everybody_to_its_end(look: Look) -> None:
    page = look(Place("/trial/10", VISITOR))
    choose = int(page.locator("[data-question]").get_attribute("data-choose") or 0)
    mark(page, *range(1, choose + 1))
    page.get_by_role("button", name="答え合わせ").click()
    page.wait_for_selector("html[data-ready]")
    for_everybody(page)
    page.get_by_role("link", name="結果を見る").click()
    page.wait_for_url("**/trial/result")

    for_everybody(page)


def test_the_time_that_is_nearly_over_is_for_everybody(look: Look, scene: Scene) -> None:
    page = look(SITTING)
    page.evaluate("document.dispatchEvent(new CustomEvent('remaining', {detail: 200}))")
    expect(page.locator(".timer-soon")).to_be_visible()

    for_everybody(page)


def test_with_scripts_off_a_phone_with_large_letters_is_enough(
    open_page: Callable[..., Page], enter: Enter, scene: Scene
) -> None:
    """Without scripts the letters are the browser's own: a narrower screen is what they amount to."""
    page = open_page(**{**NARROW, "viewport": {"width": 320, "height": 640}, "java_script_enabled": False})
    enter(page, scene.people[SITTING.who].person_id)
    page.goto(scene.path(SITTING))

    box = page.locator("body").bounding_box()
    assert box is not None
    assert box["width"] <= 320
    expect(page.get_by_role("button", name="次 →")).to_be_in_viewport()
    expect(page.get_by_text("ボタンを押すと保存します")).to_be_visible()


def test_the_result_can_be_printed(look: Look) -> None:
    page = look(PAGES["sittings.result"])

    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="印刷")).to_be_hidden()
    expect(page.locator(".statement-why").first).to_be_visible()
    assert page.evaluate(TOO_WIDE) == ""


def test_an_explanation_leads_to_what_it_rests_on_and_on_to_all_sources(look: Look) -> None:
    page = look(PAGES["sittings.result"])

    page.locator(".statement-source a").first.click()

    expect(page.get_by_role("heading", level=1)).not_to_be_empty()
    expect(page.get_by_role("heading", name="よりどころにしている問題")).to_be_visible()
    page.get_by_role("navigation", name="現在地").get_by_role("link", name="根拠の一覧").click()
    page.wait_for_url("**/sources")
    expect(page.get_by_role("link", name="介護保険法", exact=True)).to_be_visible()
    page.get_by_role("contentinfo").get_by_role("link", name="出題範囲").click()
    page.wait_for_url("**/syllabus")
