from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.sitting import (
    Candidate,
    band,
    begin,
    end_sessions,
    go_on,
    goto,
    is_saved,
    mark,
    marks,
    row,
    save,
    sign_in,
    sit,
    state,
    stored,
)
from tests.servers.browser import DESKTOP, PHONE
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Meant = Callable[..., None]
Open = Callable[..., Page]
CUT = "通信が切れています"
ANSWERS = re.compile(r"/api/v1/attempts/\d+/answers/\d+$")


@pytest.fixture
def attempt(site: Site, candidate: Candidate) -> int:
    return begin(site, candidate)


@pytest.fixture
def sat(phone: Page, candidate: Candidate, enter: Enter, attempt: int) -> Page:
    """A phone with question 1 in sight."""
    enter(phone, candidate.person_id)
    sit(phone, attempt)
    return phone


def another_tab(page: Page, path: str) -> Page:
    tab = page.context.new_page()
    goto(tab, path)
    return tab


def answer_three(page: Page) -> None:
    for number in (1, 2, 3):
        mark(page, number, number + 1)
        go_on(page)


THREE = {1: (1, 2), 2: (2, 3), 3: (3, 4)}


def test_a_cut_line_stops_nobody_and_all_is_sent_when_it_is_back(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    sat.context.set_offline(True)
    expect(band(sat)).to_contain_text(CUT)

    answer_three(sat)
    expect(state(sat)).to_have_text("未送信 3問")
    before = stored(site, attempt)
    sat.context.set_offline(False)

    expect(band(sat)).to_have_text(re.compile(r"^すべて送信しました \d{1,2}:\d\d$"))
    is_saved(sat)
    assert (before, stored(site, attempt)) == ({}, THREE)


def test_a_line_that_was_cut_for_a_moment_without_answers_says_that_it_is_back(sat: Page) -> None:
    sat.context.set_offline(True)
    expect(band(sat)).to_contain_text(CUT)
    sat.context.set_offline(False)

    expect(band(sat)).to_have_text("通信が戻りました。")


def test_what_a_closed_tab_could_not_send_goes_out_from_any_page(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    sat.context.set_offline(True)
    answer_three(sat)
    expect(state(sat)).to_have_text("未送信 3問")
    sat.close()
    assert stored(site, attempt) == {}

    context = sat.context
    context.set_offline(False)
    later = context.new_page()
    goto(later, "/exams")

    expect(later.get_by_role("status")).to_contain_text("すべて送信しました")
    assert stored(site, attempt) == THREE
    said = later.evaluate(f"fetch('/api/v1/attempts/{attempt}').then((answer) => answer.json())")
    assert {int(number): tuple(kept["choices"]) for number, kept in said["answers"].items()} == THREE


def test_what_a_closed_tab_could_not_send_is_seen_and_sent_by_the_sitting_itself(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    sat.context.set_offline(True)
    mark(sat, 1, 2)
    expect(state(sat)).to_have_text("未送信 1問")
    sat.close()

    sat.context.set_offline(False)
    later = sat.context.new_page()
    sit(later, attempt)

    assert marks(later) == [1, 2]
    is_saved(later)
    assert stored(site, attempt) == {1: (1, 2)}


def test_two_tabs_without_a_line_keep_both_their_answers(sat: Page, site: Site, attempt: int, meant: Meant) -> None:
    meant("ERR_INTERNET_DISCONNECTED")
    other = another_tab(sat, f"/attempts/{attempt}?number=2")
    sat.context.set_offline(True)
    mark(sat, 1)
    mark(other, 2)
    expect(state(sat)).to_have_text("未送信 1問")
    expect(state(other)).to_have_text("未送信 1問")
    other.close()
    sat.close()

    sat.context.set_offline(False)
    goto(sat.context.new_page(), "/exams")

    expect(sat.context.pages[-1].get_by_role("status")).to_contain_text("すべて送信しました")
    assert stored(site, attempt) == {1: (1,), 2: (2,)}


def test_an_older_tab_does_not_overwrite_a_newer_one_and_shows_what_is_stored(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    meant("409")
    mark(sat, 1)
    is_saved(sat)
    newer = another_tab(sat, f"/attempts/{attempt}")
    mark(newer, 2)
    is_saved(newer)

    mark(sat, 3)

    expect(band(sat)).to_contain_text("問1：別の画面で新しい解答が保存されています")
    assert marks(sat) == [1, 2]
    assert stored(site, attempt) == {1: (1, 2)}
    mark(sat, 3)
    expect(state(sat)).to_have_text("保存しています")
    is_saved(sat)
    assert stored(site, attempt) == {1: (1, 2, 3)}


def test_a_device_that_comes_back_to_the_line_does_not_overwrite_what_another_has_saved_since(
    sat: Page, open_page: Open, enter: Enter, site: Site, candidate: Candidate, attempt: int, meant: Meant
) -> None:
    meant("409", "ERR_INTERNET_DISCONNECTED")
    desk = open_page(**DESKTOP)
    enter(desk, candidate.person_id)
    sat.context.set_offline(True)
    for position in (1, 2, 2, 3):  # many presses are still one answer
        mark(sat, position)
    expect(state(sat)).to_have_text("未送信 1問")
    sit(desk, attempt)
    mark(desk, 4)
    is_saved(desk)

    sat.context.set_offline(False)

    expect(band(sat)).to_contain_text("別の画面で新しい解答が保存されています")
    assert marks(sat) == [4]
    assert stored(site, attempt) == {1: (4,)}


def test_a_receipt_that_got_lost_is_not_taken_for_somebody_else(
    sat: Page, site: Site, attempt: int, meant: Meant
) -> None:
    """The server has the answer, the browser was never told, and the candidate has gone on marking."""
    meant("ERR_FAILED", "409")

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    sat.route(ANSWERS, lose, times=1)
    mark(sat, 1)
    expect(state(sat)).to_have_text("未送信 1問")
    mark(sat, 2)

    is_saved(sat)
    assert marks(sat) == [1, 2]
    assert stored(site, attempt) == {1: (1, 2)}


def test_a_dead_line_is_noticed_although_nothing_says_so(sat: Page, site: Site, attempt: int, meant: Meant) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    sat.add_init_script("const patient = AbortSignal.timeout; AbortSignal.timeout = (wait) => patient(wait / 20);")
    sit(sat, attempt)
    sat.route(ANSWERS, hold, times=1)

    mark(sat, 1)
    expect(band(sat)).to_contain_text(CUT)

    is_saved(sat)
    assert len(held) == 1
    assert stored(site, attempt) == {1: (1,)}


def test_an_ended_sign_in_loses_nothing(
    sat: Page, site: Site, candidate: Candidate, attempt: int, meant: Meant
) -> None:
    meant("401")
    mark(sat, 1)
    is_saved(sat)
    end_sessions(site, candidate)

    mark(sat, 2)
    go_on(sat)
    mark(sat, 4)
    expect(band(sat)).to_contain_text("サインインの期限が切れました")
    expect(state(sat)).to_have_text("未送信 2問")
    band(sat).get_by_role("link", name="サインインして続ける").click()
    sign_in(sat, candidate)

    expect(sat.get_by_role("heading", level=1)).to_contain_text("問2 / 60")
    is_saved(sat)
    assert marks(sat) == [4]
    assert stored(site, attempt) == {1: (1, 2), 2: (4,)}


def test_signing_in_again_in_another_tab_is_enough(
    sat: Page, site: Site, candidate: Candidate, attempt: int, meant: Meant
) -> None:
    meant("401", "403")
    sat.context.clear_cookies()
    mark(sat, 1)
    expect(band(sat)).to_contain_text("サインインの期限が切れました")

    other = another_tab(sat, "/login")
    sign_in(other, candidate)
    sat.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(band(sat)).to_contain_text("すべて送信しました")
    assert stored(site, attempt) == {1: (1,)}


def test_somebody_else_at_the_same_device_does_not_lose_what_waits(
    sat: Page, site: Site, candidate: Candidate, enter: Enter, attempt: int, meant: Meant, stranger: Candidate
) -> None:
    meant("ERR_INTERNET_DISCONNECTED", "404")
    later = sat.context.new_page()
    sat.context.set_offline(True)
    mark(sat, 1)
    expect(state(sat)).to_have_text("未送信 1問")
    enter(sat, stranger.person_id)
    sat.close()
    later.context.set_offline(False)

    with later.expect_response(ANSWERS) as refused:
        goto(later, "/exams")
    assert (refused.value.status, stored(site, attempt)) == (404, {})
    enter(later, candidate.person_id)
    goto(later, "/exams")

    expect(later.get_by_role("status")).to_contain_text("すべて送信しました")
    assert stored(site, attempt) == {1: (1,)}


def test_an_answer_through_the_api_with_an_old_seq_is_told_what_is_stored(
    sat: Page, attempt: int, meant: Meant
) -> None:
    meant("409")
    assert save(sat, attempt, 5, [1, 2])[0] == 200

    status, said = save(sat, attempt, 5, [3])

    assert (status, said["stored"]["choices"]) == (409, [1, 2])


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
