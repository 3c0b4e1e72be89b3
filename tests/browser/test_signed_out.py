from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.sitting import (
    Candidate,
    another_tab,
    band,
    end_sessions,
    go_on,
    goto,
    is_saved,
    mark,
    marks,
    sign_in,
    state,
    stored,
)
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Meant = Callable[..., None]
ANSWERS = re.compile(r"/api/v1/attempts/\d+/answers/\d+$")


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
