from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.sitting import Candidate, another_tab, band, goto, is_saved, mark, marks, save, sit, state, stored
from tests.servers.browser import DESKTOP
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Meant = Callable[..., None]
Open = Callable[..., Page]
ANSWERS = re.compile(r"/api/v1/attempts/\d+/answers/\d+$")


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


def test_an_answer_through_the_api_with_an_old_seq_is_told_what_is_stored(
    sat: Page, attempt: int, meant: Meant
) -> None:
    meant("409")
    assert save(sat, attempt, 5, [1, 2])[0] == 200

    status, said = save(sat, attempt, 5, [3])

    assert (status, said["stored"]["choices"]) == (409, [1, 2])
