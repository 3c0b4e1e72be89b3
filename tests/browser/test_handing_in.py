from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sitting import Candidate, band, go_on, is_saved, mark, row, stored
from tests.servers.browser import PHONE
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Meant = Callable[..., None]
Open = Callable[..., Page]


def test_handing_in_without_a_line_is_refused_in_words_and_works_later(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    mark(sat, 1)
    is_saved(sat)
    sat.context.set_offline(True)
    mark(sat, 2)
    sat.get_by_role("button", name="解答用紙").click()
    sat.get_by_role("button", name="提出する").click()
    dialog = sat.get_by_role("dialog")
    dialog.get_by_role("button", name="提出する").click()
    expect(dialog.get_by_role("alert")).to_contain_text("まだ提出していません")

    sat.context.set_offline(False)
    is_saved(sat)
    dialog.get_by_role("button", name="提出する").click()

    sat.wait_for_url("**/result")
    assert stored(site, attempt) == {1: (1, 2)}


def test_the_last_answer_goes_out_before_the_form(sat: Page, site: Site, attempt: int) -> None:
    sat.get_by_role("button", name="解答用紙").click()
    sat.locator('[data-row="1"]').click()
    row(sat, 5).click()
    sat.evaluate("document.querySelector('[data-submit]').requestSubmit()")

    sat.wait_for_url("**/result")
    assert stored(site, attempt) == {1: (5,)}


def test_handed_in_elsewhere_the_page_says_so_and_leads_to_the_result(
    sat: Page, open_page: Open, enter: Enter, candidate: Candidate, site: Site, attempt: int, meant: Meant
) -> None:
    meant("409")
    other = open_page(**PHONE)
    enter(other, candidate.person_id)
    other.goto(f"/attempts/{attempt}/submit")
    other.get_by_role("button", name="提出する").click()
    other.wait_for_url("**/result")

    mark(sat, 1)
    go_on(sat)
    mark(sat, 2)

    expect(band(sat)).to_contain_text("この試験は提出済みのため")
    sat.wait_for_url("**/result")
    expect(sat.get_by_role("main")).to_contain_text("終了後に届いた解答があります")
    expect(sat.get_by_role("main")).to_contain_text("問2：②")
    assert stored(site, attempt) == {}
