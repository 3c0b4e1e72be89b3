from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import stock
from tests.browser.sitting import READY, go_on, is_saved, mark, marks, sit, stored
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
TWO = next(question.number for question in stock.questions("mock-1") if len(question.key) == 2)


@pytest.fixture
def sat(sat: Page, attempt: int) -> Page:
    """The phone with a question in sight that asks for two."""
    sit(sat, attempt, TWO)
    return sat


def test_a_third_mark_where_two_are_asked_for_is_refused_in_sight(sat: Page, site: Site, attempt: int) -> None:
    left = sat.locator("[data-left]")
    expect(left).to_have_text("あと2つ選んでください")
    mark(sat, 1)
    expect(left).to_have_text("あと1つ選んでください")
    mark(sat, 2)
    expect(left).to_have_text("2つ選びました")

    mark(sat, 5)

    expect(left).to_have_text("選べるのは2つまでです")
    expect(left).to_be_in_viewport()
    expect(sat.locator('[data-part="left"]')).to_contain_text("ほかの肢を外してから")
    assert marks(sat) == [1, 2]
    is_saved(sat)
    mark(sat, 2, 5)
    is_saved(sat)
    sat.reload()
    sat.wait_for_selector(READY)
    assert marks(sat) == [1, 5]
    assert stored(site, attempt) == {TWO: (1, 5)}


def touch(page: Page, statement: int, *, milliseconds: int) -> None:
    """A finger on a statement for so long, as the device reports it."""
    label = page.locator(f'[data-choice="{statement}"] label').first
    label.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    box = label.bounding_box()
    assert box is not None
    at = [{"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}]
    device = page.context.new_cdp_session(page)
    device.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": at})
    page.wait_for_timeout(milliseconds)
    device.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_finger_that_rests_on_a_statement_strikes_it_out_and_marks_nothing(sat: Page) -> None:
    touch(sat, 2, milliseconds=900)

    expect(sat.locator('[data-choice="2"]')).to_contain_class("choice-struck")
    assert marks(sat) == []
    touch(sat, 3, milliseconds=50)
    expect(sat.locator('[data-choice="3"] input')).to_be_checked()


def test_a_statement_struck_out_stays_struck_out_and_loses_its_mark(sat: Page, site: Site, attempt: int) -> None:
    strike = sat.get_by_role("button", name="肢1を消去法で消す")
    mark(sat, 1)

    strike.click()

    expect(strike).to_have_attribute("aria-pressed", "true")
    assert marks(sat) == []
    is_saved(sat)
    go_on(sat)
    expect(strike).to_have_attribute("aria-pressed", "false")
    sat.get_by_role("button", name="← 前").click()
    expect(sat.locator('[data-choice="1"]')).to_contain_class("choice-struck")
    mark(sat, 1)
    expect(strike).to_have_attribute("aria-pressed", "false")
    assert marks(sat) == [1]


def test_what_is_marked_is_saved_within_a_second(sat: Page, site: Site, attempt: int) -> None:
    mark(sat, 3)
    sat.wait_for_timeout(1000)

    assert stored(site, attempt) == {TWO: (3,)}


def test_to_look_at_again_is_kept_and_seen_on_the_sheet(sat: Page) -> None:
    sat.get_by_label("あとで見直す").check()
    is_saved(sat)
    sat.reload()
    sat.wait_for_selector(READY)

    expect(sat.get_by_label("あとで見直す")).to_be_checked()
    sat.get_by_role("button", name="解答用紙").click()
    here = sat.locator(f'[data-row="{TWO}"]')
    expect(here).to_be_in_viewport()
    expect(here).to_have_accessible_name(f"問 {TWO} 未解答、見直す")
    expect(here).to_have_attribute("aria-current", "true")


def test_every_target_is_large_enough_for_a_thumb(sat: Page) -> None:
    small = sat.evaluate(
        """() => [...document.querySelectorAll("a, button, summary, .choice label, .option")]
          .filter((one) => one.checkVisibility() && !one.matches(".visually-hidden, .skip-link, [data-timer]"))
          .filter((one) => one.getBoundingClientRect().height < 44)
          .map((one) => one.outerHTML.slice(0, 80))"""
    )

    assert small == []


def test_the_sheet_leads_to_any_question(sat: Page) -> None:
    sat.get_by_role("button", name="解答用紙").click()
    sat.locator('[data-row="33"]').click()

    expect(sat.get_by_role("heading", level=1)).to_contain_text("問33 / 60")
    expect(sat.get_by_role("heading", level=1)).to_be_in_viewport()
    assert sat.url.endswith("?number=33")
