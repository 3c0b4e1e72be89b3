"""Help with reading in a real browser: the button group, the cards of terms with keys and touch, scripts off."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.accounts.rules import Aid, Role
from app.exams.models import Attempt
from tests.browser.scene import Scene, make_scene
from tests.browser.sitting import goto, mark
from tests.browser.test_pages import A_FEW, EVERY_RULE, TOO_WIDE, findings, for_everybody
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
PATIENCE = 20_000
FOCUSED = "(one) => one === document.activeElement"


@pytest.fixture(scope="module")
def scene(site: Site) -> Scene:
    return make_scene(site)


@pytest.fixture
def result(scene: Scene) -> str:
    return f"/attempts/{scene.holes['closed']}/result"


def person_of(scene: Scene) -> int:
    return scene.people[Role.CANDIDATE].person_id


def press(page: Page, label: str, group: str = "ふりがな") -> None:
    page.get_by_role("group", name=group).get_by_role("button", name=label, exact=True).click()
    page.wait_for_selector("html[data-ready]")


def test_the_choice_is_one_press_and_holds_on_every_page(phone: Page, enter: Enter, scene: Scene, result: str) -> None:
    enter(phone, person_of(scene))
    goto(phone, result)
    why = phone.locator(".statement-why").first
    expect(why.locator("ruby")).to_have_count(0)

    press(phone, "すべて")
    expect(why.locator("ruby").first).to_be_visible(timeout=PATIENCE)
    expect(phone.get_by_role("button", name="すべて", exact=True)).to_have_attribute("aria-pressed", "true")
    assert phone.evaluate(TOO_WIDE) == ""
    everything = phone.locator("ruby").count()
    press(phone, "難しい語だけ")
    assert 0 < phone.locator("ruby").count() < everything
    goto(phone, "/glossary")
    expect(phone.get_by_role("button", name="難しい語だけ")).to_have_attribute("aria-pressed", "true")

    press(phone, "なし")
    expect(phone.locator("ruby")).to_have_count(0)


def test_an_answer_with_furigana_is_for_everybody(phone: Page) -> None:
    goto(phone, "/trial/1")
    press(phone, "すべて")
    expect(phone.locator(".choice-text ruby").first).to_be_visible(timeout=PATIENCE)
    mark(phone, *range(1, int(phone.locator("[data-question]").get_attribute("data-choose") or 0) + 1))
    phone.get_by_role("button", name="答え合わせ").click()
    phone.wait_for_url("**/trial/1/answer")
    phone.wait_for_selector("html[data-ready]")
    expect(phone.locator(".statement-why ruby").first).to_be_visible(timeout=PATIENCE)
    press(phone, "あり", "やさしい日本語")
    expect(phone).to_have_url(re.compile("/trial/1/answer#reading-help$"))
    phone.emulate_media(reduced_motion="reduce")

    for_everybody(phone)


def test_a_sitting_with_furigana_by_an_accommodation_is_for_everybody(
    phone: Page, enter: Enter, scene: Scene, site: Site
) -> None:
    with site.session() as session:
        session.get_one(Attempt, scene.holes["open"]).aids = [Aid.FURIGANA.value]
    enter(phone, person_of(scene))
    goto(phone, f"/attempts/{scene.holes['open']}?number=2")
    expect(phone.locator("[data-place] .choice-text ruby").first).to_be_visible(timeout=PATIENCE)
    phone.keyboard.press("ArrowRight")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("問3 / 60")
    expect(phone.locator("[data-place] .choice-text ruby").first).to_be_visible()
    expect(phone.locator("#reading-help, a[data-term]")).to_have_count(0)
    phone.emulate_media(reduced_motion="reduce")

    for_everybody(phone)


def test_a_card_opens_and_closes_with_keys_and_gives_the_focus_back(
    desktop: Page, enter: Enter, scene: Scene, result: str
) -> None:
    enter(desktop, person_of(scene))
    goto(desktop, result)
    desktop.evaluate(A_FEW)
    term = desktop.locator("a[data-term]").first
    card = desktop.get_by_role("dialog")
    term.focus()
    assert term.get_attribute("role") == "button"

    for key in ("Enter", " "):
        desktop.keyboard.press(key)
        expect(card).to_be_visible()
        expect(card).to_contain_text(str(term.get_attribute("data-name")))
        expect(term).to_have_attribute("aria-expanded", "true")
        assert findings(desktop, EVERY_RULE) == ""
        desktop.keyboard.press("Tab")
        assert card.evaluate("(one) => one.contains(document.activeElement)")
        desktop.keyboard.press("Escape")
        expect(card).to_be_hidden()
        expect(term).to_have_attribute("aria-expanded", "false")
        assert term.evaluate(FOCUSED)


def test_a_card_opens_with_a_finger_and_is_closed_by_its_button(
    phone: Page, enter: Enter, scene: Scene, result: str
) -> None:
    enter(phone, person_of(scene))
    goto(phone, result)
    term = phone.locator("a[data-term]").first
    term.scroll_into_view_if_needed()

    term.click()
    card = phone.get_by_role("dialog")
    expect(card).to_be_visible()
    box, word = card.bounding_box(), term.bounding_box()
    assert box is not None
    assert word is not None
    assert word["y"] + word["height"] <= box["y"]
    assert phone.evaluate(TOO_WIDE) == ""
    card.get_by_role("button", name="閉じる").click()

    expect(card).to_be_hidden()
    expect(phone).to_have_url(re.compile("/result$"))


def test_with_scripts_off_both_still_work(
    open_page: Callable[..., Page], enter: Enter, scene: Scene, result: str
) -> None:
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    enter(page, person_of(scene))
    page.goto(result)
    page.get_by_role("button", name="すべて", exact=True).click()
    expect(page.locator(".statement-why ruby").first).to_be_visible()

    term = page.locator("a[data-term]").first
    name = str(term.get_attribute("data-name"))
    term.click()

    expect(page).to_have_url(re.compile("/glossary/[0-9]+$"))
    expect(page.locator(".entry")).to_contain_text(name)
    page.get_by_role("button", name="なし", exact=True).first.click()


def test_a_card_that_cannot_be_had_leads_to_the_page_of_the_entry(
    desktop: Page, enter: Enter, scene: Scene, result: str, meant: Callable[..., None]
) -> None:
    meant("ERR_FAILED")
    enter(desktop, person_of(scene))
    goto(desktop, result)
    by_script = re.compile("/glossary/[0-9]+$")
    desktop.route(by_script, lambda route: route.abort() if "x-fragment" in route.request.headers else route.fallback())

    desktop.locator("a[data-term]").first.click()

    desktop.wait_for_url("**/glossary/*")
    expect(desktop.get_by_role("heading", level=1)).to_be_visible()
