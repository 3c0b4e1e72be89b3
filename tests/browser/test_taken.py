"""Cards are taken along, the line is cut, and all that was answered is counted once."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.practice.models import PracticeBag, PracticeDay, ReviewCard, ReviewLog
from tests.browser.sitting import Candidate, goto, sign_in
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
Meant = Callable[..., None]
# Without a line: also the font of a sign first seen then cannot come, and the device writes it in one of its own.
CUT = r"ERR_INTERNET_DISCONNECTED|/static/fonts/\S+ net::ERR_FAILED|net::ERR_FAILED \(\S+/static/fonts/"
LIES_HERE = """async () => {
  const db = await new Promise((resolve) => {
    const asked = indexedDB.open("gakusha-practice", 1);
    asked.onsuccess = () => resolve(asked.result);
  });
  const count = (name) => new Promise((resolve) => {
    db.transaction([name]).objectStore(name).count().onsuccess = ({ target }) => resolve(target.result);
  });
  return [await count("bags"), await count("answers"), localStorage.getItem("gakusha:taken")];
}"""


def take_along(page: Page, who: Candidate, enter: Enter, drill: str = "○×") -> None:
    """Take ten minutes of practice along, and wait until the page can be opened without a line."""
    enter(page, who.person_id)
    goto(page, "/practice")
    page.get_by_role("link", name="持っていく").click()
    page.get_by_role("group", name=drill).get_by_role("button", name="10分ぶん").click()
    expect(page.locator("[data-line]")).to_contain_text("この端末に入れました")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")


def answer_cards(page: Page, count: int) -> None:
    """Answer so many cards, right and wrong, from the page that asks."""
    for number in range(count):
        expect(page.locator(".drill-statement")).to_be_visible()
        page.locator(".answer-button").nth(number % 6).click()
        expect(page.locator(".verdict:visible")).to_be_focused()
        expect(page.locator(".statement-source")).to_be_visible()
        page.get_by_role("button", name="次へ").click()


def stored(site: Site, who: Candidate) -> tuple[int, int, int]:
    """Answers, different sendings, and what the days add up to."""
    with site.session() as session:
        logs = select(func.count(), func.count(ReviewLog.client_id.distinct())).where(
            ReviewLog.person_id == who.person_id
        )
        answers, sendings = session.execute(logs).one()
        days = session.scalar(select(func.sum(PracticeDay.cards)).where(PracticeDay.person_id == who.person_id))
        return answers, sendings, days or 0


def test_twenty_cards_without_a_line_and_a_closed_tab_are_counted_once(
    phone: Page, site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT)
    take_along(phone, candidate, enter)
    context = phone.context
    context.set_offline(True)

    phone.get_by_role("button", name="はじめる").click()
    answer_cards(phone, 12)
    phone.close()
    assert stored(site, candidate) == (0, 0, 0)
    later = context.new_page()
    goto(later, "/practice/taken")
    later.get_by_role("button", name="はじめる").click()
    answer_cards(later, 8)
    assert later.evaluate(LIES_HERE)[1] == 20
    later.close()

    context.set_offline(False)
    back = context.new_page()
    goto(back, "/practice")
    expect(back.get_by_role("status")).to_contain_text("20件を記録しました")

    assert stored(site, candidate) == (20, 20, 20)
    with site.session() as session:
        cards = session.scalars(select(ReviewCard).where(ReviewCard.person_id == candidate.person_id)).all()
        bag = session.scalars(select(PracticeBag).where(PracticeBag.person_id == candidate.person_id)).one()
        assert sum(one.reps for one in cards) == bag.answered == 20
    goto(back, "/practice/taken")
    goto(back, "/practice")
    assert stored(site, candidate) == (20, 20, 20)
    assert back.evaluate(LIES_HERE)[1] == 0


def test_whole_questions_are_answered_without_a_line_and_counted_once(
    phone: Page, site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT)
    take_along(phone, candidate, enter, drill="五肢複択")
    phone.context.set_offline(True)
    phone.get_by_role("button", name="はじめる").click()
    form = phone.locator("form[data-choose]")

    for sure in ("自信あり", "勘"):
        button = form.get_by_role("button", name=sure)
        expect(button).to_be_disabled()
        for row in form.locator(".choice label").all()[: int(form.get_attribute("data-choose") or 0)]:
            row.click()
        expect(form.locator("input:not(:checked)").first).to_be_disabled()  # no more than the stem asks for
        button.click()
        expect(phone.locator(".verdict:visible")).to_be_focused()
        expect(phone.locator(".statement-source")).to_have_count(5)
        expect(phone.locator("[data-given]")).to_have_text(re.compile(f"あなたの答え 1・2(・3)?（{sure}）"))
        phone.get_by_role("button", name="次へ").click()
    phone.context.set_offline(False)
    expect(phone.locator("[data-line]")).to_contain_text("2件を記録しました")

    with site.session() as session:
        day = session.scalars(select(PracticeDay).where(PracticeDay.person_id == candidate.person_id)).one()
        assert (day.questions, day.cards) == (2, 0)
    assert stored(site, candidate)[:2] == (10, 2)
    assert phone.evaluate(LIES_HERE)[1] == 0


def test_an_answer_whose_receipt_was_lost_is_sent_again_and_counted_once(
    phone: Page, site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant("ERR_FAILED")
    take_along(phone, candidate, enter)

    def lose_the_receipt(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    phone.context.route("**/api/v1/practice/answers", lose_the_receipt, times=1)
    phone.get_by_role("button", name="はじめる").click()
    answer_cards(phone, 1)
    expect(phone.locator("[data-line]")).to_contain_text("この端末に保存しています")
    phone.locator(".answer-button").first.click()

    expect(phone.locator("[data-line]")).to_contain_text("2件を記録しました")
    assert stored(site, candidate) == (2, 2, 2)


def test_two_tabs_of_one_device_do_not_answer_a_card_twice(
    phone: Page, site: Site, candidate: Candidate, enter: Enter
) -> None:
    take_along(phone, candidate, enter)
    other = phone.context.new_page()
    goto(other, "/practice/taken")
    for tab in (phone, other):
        tab.get_by_role("button", name="はじめる").click()

    for tab in (phone, other):
        tab.locator(".answer-button").first.click()
        expect(tab.locator(".verdict:visible")).to_be_visible()

    expect(other.locator("[data-line]")).to_contain_text("別の画面で答え済み")
    expect(phone.locator("[data-line]")).to_contain_text("1件を記録しました")
    assert stored(site, candidate) == (1, 1, 1)


def test_two_devices_take_along_and_both_count(
    open_page: Callable[..., Page], site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT)
    devices = [open_page(), open_page()]
    for device in devices:
        take_along(device, candidate, enter)
        device.context.set_offline(True)
        device.get_by_role("button", name="はじめる").click()
        answer_cards(device, 3)
    for device in devices:
        device.context.set_offline(False)
        expect(device.locator("[data-line]")).to_contain_text("3件を記録しました")

    assert stored(site, candidate) == (6, 6, 6)


def test_signing_out_sends_and_then_clears_the_device(
    desktop: Page, site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT)
    take_along(desktop, candidate, enter)
    desktop.context.set_offline(True)
    desktop.get_by_role("button", name="はじめる").click()
    answer_cards(desktop, 2)
    fails = iter([True])  # kept in place afterwards: to take it away would cut off fonts that are on their way
    desktop.context.route(
        "**/api/v1/practice/answers", lambda route: route.abort() if next(fails, False) else route.continue_()
    )
    meant("ERR_FAILED")
    with desktop.expect_event("requestfailed", lambda request: "/practice/answers" in request.url):
        desktop.context.set_offline(False)  # the card page sends at once, in vain
    goto(desktop, "/account")

    desktop.get_by_role("button", name="すべての端末からサインアウト").click()
    desktop.wait_for_url("**/login")

    assert stored(site, candidate) == (2, 2, 2)
    assert desktop.evaluate(LIES_HERE) == [0, 0, None]


def test_signing_out_does_not_throw_answers_away_unasked(
    desktop: Page, site: Site, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT, "ERR_FAILED")
    take_along(desktop, candidate, enter)
    desktop.context.set_offline(True)
    desktop.get_by_role("button", name="はじめる").click()
    answer_cards(desktop, 2)
    desktop.context.route("**/api/v1/practice/answers", lambda route: route.abort())
    desktop.context.set_offline(False)
    goto(desktop, "/account")
    everywhere = desktop.get_by_role("button", name="すべての端末からサインアウト")

    everywhere.click()
    expect(desktop.get_by_role("alert")).to_contain_text("まだ送っていない解答が2件")
    assert desktop.evaluate(LIES_HERE)[1] == 2
    desktop.get_by_role("button", name="解答を消してサインアウト").click()
    desktop.wait_for_url("**/login")

    assert desktop.evaluate(LIES_HERE) == [0, 0, None]


def test_somebody_else_s_answers_wait_for_their_owner_and_the_cards_are_gone(
    phone: Page, site: Site, candidate: Candidate, stranger: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT, "status of 401")
    take_along(phone, candidate, enter)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="はじめる").click()
    answer_cards(phone, 2)
    phone.context.clear_cookies()
    phone.context.set_offline(False)
    expect(phone.locator("[data-line]")).to_contain_text("サインインの期限が切れました")

    enter(phone, stranger.person_id)
    goto(phone, "/practice/taken")
    expect(phone.locator("[data-line]")).to_contain_text("別の方の解答")
    assert phone.evaluate(LIES_HERE)[:2] == [0, 2]
    assert stored(site, stranger) == (0, 0, 0)
    goto(phone, "/account")
    phone.get_by_role("button", name="すべての端末からサインアウト").click()
    phone.wait_for_url("**/login")
    assert phone.evaluate(LIES_HERE)[:2] == [0, 2]
    sign_in(phone, candidate)
    phone.wait_for_url("**/")
    expect(phone.get_by_role("status").filter(has_text="2件を記録しました")).to_be_visible()

    assert stored(site, candidate) == (2, 2, 2)


def test_the_site_can_be_installed(phone: Page, candidate: Candidate, enter: Enter) -> None:
    enter(phone, candidate.person_id)
    goto(phone, "/practice")

    cdp = phone.context.new_cdp_session(phone)
    manifest = cdp.send("Page.getAppManifest")
    problems = cdp.send("Page.getInstallabilityErrors")["installabilityErrors"]

    assert manifest["errors"] == []
    assert [one["errorId"] for one in problems if one["errorId"] != "in-incognito"] == []


def test_without_a_line_any_page_of_practice_says_so_and_offers_the_cards(
    phone: Page, candidate: Candidate, enter: Enter, meant: Meant
) -> None:
    meant(CUT)
    take_along(phone, candidate, enter)
    phone.context.set_offline(True)

    goto(phone, "/practice")

    expect(phone.get_by_role("heading", name="持っていった練習")).to_be_visible()
    phone.get_by_role("button", name="はじめる").click()
    expect(phone.locator(".drill-statement")).to_be_visible()
    assert phone.evaluate("document.fonts.check('18px \"BIZ UDPGothic\"', '介護保険')")
