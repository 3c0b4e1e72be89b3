from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from playwright.sync_api import Locator, Page, expect

from app import clock
from app.accounts.actions import grant_accommodation
from app.accounts.models import Person
from app.accounts.rules import Role
from tests.browser.sitting import (
    Candidate,
    band,
    end_in,
    goto,
    is_saved,
    mark,
    sit,
    somebody,
    start,
    state,
    stored,
)
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
OTHER_CLOCK = """
const Real = Date;
window.hoursWrong = %d;
const now = () => Real.now() + window.hoursWrong * 3_600_000;
window.Date = class extends Real {
  constructor(...given) { given.length ? super(...given) : super(now()); }
  static now() { return now(); }
};
"""


def figure(page: Page) -> Locator:
    return page.locator(".timer-figure")


def look_again(page: Page) -> None:
    """As when the page comes back into sight: it asks the server for the time."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_when_the_server_s_time_is_over_the_page_says_so_and_leads_to_the_result(
    sat: Page, site: Site, attempt: int
) -> None:
    mark(sat, 1)
    is_saved(sat)
    end_in(site, attempt, 1)

    mark(sat, 2)
    expect(band(sat)).to_contain_text("試験時間が終わりました")
    sat.wait_for_url("**/result", timeout=15_000)

    expect(sat.get_by_role("heading", level=1)).to_contain_text("結果")
    assert stored(site, attempt) == {1: (1, 2)}


def test_an_answer_after_the_end_is_refused_in_words_and_told_on_the_result(
    sat: Page, site: Site, attempt: int, meant: Callable[..., None]
) -> None:
    meant("409")
    end_in(site, attempt, -60)

    mark(sat, 3)
    expect(band(sat)).to_contain_text("試験時間が終了しているため、保存できませんでした")
    sat.wait_for_url("**/result")

    expect(sat.get_by_role("main")).to_contain_text("問1：③")
    assert stored(site, attempt) == {}


@pytest.mark.parametrize("hours", [5, -5])
def test_a_clock_that_is_wrong_by_hours_changes_nothing(
    phone: Page, site: Site, candidate: Candidate, enter: Enter, attempt: int, hours: int
) -> None:
    phone.add_init_script(OTHER_CLOCK % hours)
    enter(phone, candidate.person_id)
    sit(phone, attempt)

    mark(phone, 1)
    is_saved(phone)
    here = clock.jst(clock.now())

    expect(figure(phone)).to_have_text(re.compile(r"^1:59:\d\d$"))
    minutes = {f"保存済み {moment.hour}:{moment:%M}" for moment in (here, here - timedelta(minutes=1))}
    assert state(phone).text_content() in minutes
    assert stored(site, attempt) == {1: (1,)}


def test_a_clock_that_jumps_during_the_sitting_ends_nothing(sat: Page, site: Site, attempt: int) -> None:
    sat.add_init_script(OTHER_CLOCK % 0)
    sit(sat, attempt)
    with sat.expect_response("**/clock"):
        sat.evaluate("window.hoursWrong = 5")

    expect(figure(sat)).to_have_text(re.compile(r"^1:59:\d\d$"))
    expect(band(sat)).to_be_hidden()
    mark(sat, 1)
    is_saved(sat)
    assert stored(site, attempt) == {1: (1,)}


def test_the_time_left_is_spoken_at_thirty_minutes_and_not_before(sat: Page, site: Site, attempt: int) -> None:
    voice = sat.locator(".timer").get_by_role("status")
    expect(voice).to_be_empty()
    end_in(site, attempt, 30 * 60 + 3)
    look_again(sat)
    expect(figure(sat)).to_have_text(re.compile("^0:30:0[0-3]$"))

    expect(voice).to_have_text("残り30分です。")


def test_the_time_left_is_told_when_asked_though_it_is_hidden(sat: Page) -> None:
    sat.get_by_role("button", name="隠す").click()
    expect(figure(sat)).to_be_hidden()

    sat.get_by_role("button", name="残り時間を読み上げる").press("Enter")
    expect(sat.locator(".timer").get_by_role("status")).to_have_text("残り1時間59分です。")
    sat.get_by_role("button", name="残り時間を表示").click()
    expect(figure(sat)).to_be_visible()


def test_more_time_granted_during_the_sitting_is_shown_with_the_next_save(sat: Page, site: Site, attempt: int) -> None:
    end_in(site, attempt, 130 * 60)

    mark(sat, 1)

    expect(figure(sat)).to_have_text(re.compile(r"^2:09:\d\d$"))


def test_an_accommodation_is_shown_and_counted(phone: Page, site: Site, candidate: Candidate, enter: Enter) -> None:
    organiser = somebody(site, Role.ORGANISER)
    with site.session() as session:
        grant_accommodation(
            session.get_one(Person, candidate.person_id),
            factor=Decimal("1.30"),
            aids=frozenset(),
            valid_until_on=None,
            by=session.get_one(Person, organiser.person_id),
            now=clock.now(),
            today=clock.today(),
        )
    enter(phone, candidate.person_id)

    goto(phone, "/exams/mock-1")
    expect(phone.get_by_role("main")).to_contain_text("156分（120分から延長）")
    start(phone)

    expect(figure(phone)).to_have_text(re.compile("^2:(36:00|35:5[5-9])$"))
