from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.sitting import band, go_on, goto, is_saved, mark, marks, sit, state, stored
from tests.servers.site import Site

Meant = Callable[..., None]
CUT = "通信が切れています"
ANSWERS = re.compile(r"/api/v1/attempts/\d+/answers/\d+$")
# A phone kills a tab without a last word; here the closing tab's last try would slip past the cut.
KILLED = "addEventListener('pagehide', (event) => event.stopImmediatePropagation());"
# The cut ends a moment before the tab does: a repetition that is just due must not use that moment.
DEAD = "() => { window.fetch = () => new Promise(() => {}); }"
THREE = {1: (1, 2), 2: (2, 3), 3: (3, 4)}


def answer_three(page: Page) -> None:
    for number in (1, 2, 3):
        mark(page, number, number + 1)
        go_on(page)


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
    sat.add_init_script(KILLED)
    sit(sat, attempt)
    sat.context.set_offline(True)
    answer_three(sat)
    expect(state(sat)).to_have_text("未送信 3問")
    sat.evaluate(DEAD)
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
