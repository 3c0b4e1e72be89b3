"""Three weeks of somebody with night shifts, up to the day of the examination, by a clock that the test moves.

The key screens are looked at in the browser each day; the cards go through HTTP as the page sends them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import func, select, update

from app.accounts.models import AccountSession
from app.practice.models import PracticeDay, ReviewCard, ReviewLog
from app.questions.models import Statement
from tests.browser.sitting import Candidate, goto
from tests.servers.moved import Mover
from tests.servers.site import Site, running_site

EXAM = date(2027, 10, 10)
DAYS = 21
NIGHTS, OFF = {3, 8, 13, 18}, {4, 9, 14, 19}
LOOKED_AT = {0, 10, DAYS - 1}
MINUTES, SECONDS = 5, 20
HIDDEN = re.compile(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"')
TOO_WIDE = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture(scope="module")
def site(run_folder: Path, worker: str) -> Iterator[Site]:
    """A site of this test's own: nobody else's clock is moved."""
    folder = run_folder / f"{worker}-moved"
    folder.mkdir(parents=True, exist_ok=True)
    Mover(folder)
    with running_site(folder, run_folder, made_by="tests.servers.moved:create_app()") as site:
        yield site


def evening(day: int) -> datetime:
    """Eight in the evening in Japan, so many days after the first."""
    first = datetime(EXAM.year, EXAM.month, EXAM.day, 11, tzinfo=UTC) - timedelta(days=DAYS)
    return first + timedelta(days=day)


class Learner:
    """Somebody on a phone, and how the pages are answered."""

    def __init__(self, page: Page, site: Site, mover: Mover) -> None:
        self.page, self.site, self.mover = page, site, mover
        with site.session() as session:
            self.key = dict(session.execute(select(Statement.id, Statement.correct)).all())

    def practise(self, day: int) -> int:
        """One set of today's minutes, twenty seconds a card, three of four right; how many cards it was."""
        form = {"csrf_token": self._token(), "kind": "today", "minutes": str(MINUTES)}
        begun = self.page.request.post("/practice/sets", form=form)
        assert begun.ok, begun.text()
        count, page = 0, begun.text()
        while (sent := dict(HIDDEN.findall(page))).get("statement"):
            self.mover.on(SECONDS)
            right = self.key[int(sent["statement"])] is bool((count + day) % 4)
            said = {name: unescape(value) for name, value in sent.items()}
            said |= {"answer": f"{'yes' if right else 'no'}-sure", "seconds": str(SECONDS)}
            assert self.page.request.post(f"{begun.url}/answers", form=said, headers={"X-Fragment": "1"}).ok
            page, count = self.page.request.get(begun.url, headers={"X-Fragment": "1"}).text(), count + 1
        assert "おつかれさまでした" in page
        return count

    def _token(self) -> str:
        return self.page.locator('meta[name="csrf-token"]').get_attribute("content") or ""


def wish(page: Page) -> None:
    """Say when the exam is, how long a day, and which days are nights or off."""
    goto(page, "/practice/settings")
    page.get_by_label("試験日").fill(EXAM.isoformat())
    page.get_by_label("1日の時間（分）").fill(str(MINUTES))
    page.get_by_role("button", name="保存する").click()
    expect(page.get_by_text(f"試験まで {DAYS}日")).to_be_visible()
    for month in ("2027-09", "2027-10"):
        goto(page, f"/practice/days?month={month}")
        for days, kind in ((NIGHTS, "夜勤"), (OFF, "休む")):
            for on in (EXAM - timedelta(days=DAYS - day) for day in days):
                if f"{on:%Y-%m}" == month:
                    page.get_by_role("group", name=f"{on.month}月{on.day}日").get_by_text(kind).click()
        page.get_by_role("button", name="保存する").click()
        expect(page.get_by_text("休みと夜勤を保存しました")).to_be_visible()


def is_for_everybody(page: Page) -> None:
    """Nothing to scroll sideways, and axe finds nothing."""
    assert page.evaluate(TOO_WIDE) <= 0
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()


def live_through(learner: Learner) -> dict[int, int]:
    """Every evening up to the exam; how many cards were answered on those that were not off."""
    page, done = learner.page, dict[int, int]()
    for day in range(DAYS):
        learner.mover.to(evening(day))
        goto(page, "/practice")
        expect(page.get_by_text(f"試験まで {DAYS - day}日")).to_be_visible()
        if day in OFF:
            expect(page.get_by_text("今日は学習を休む日です")).to_be_visible()
            continue
        expect(page.get_by_role("button", name=f"今日の{MINUTES}分をはじめる")).to_be_visible()
        done[day] = learner.practise(day)
        if day in LOOKED_AT:
            goto(page, "/practice")
            expect(page.get_by_text("今日の分は終わりました")).to_be_visible()
            for path in ("/practice", "/practice/plan", "/practice/progress", "/"):
                goto(page, path)
                is_for_everybody(page)
    return done


def all_is_counted(site: Site, done: dict[int, int]) -> None:
    """The budget is kept to on every day, nothing is asked on days off, and everything counts once."""
    with site.session() as session:
        days = session.scalars(select(PracticeDay).order_by(PracticeDay.on)).all()
        answers = session.scalar(select(func.count()).select_from(ReviewLog))
        cards = session.scalars(select(ReviewCard)).all()
        assert [one.on for one in days] == [EXAM - timedelta(days=DAYS - day) for day in done]
        assert all(one.seconds <= MINUTES * 60 + SECONDS for one in days)
        assert [one.cards for one in days] == list(done.values())
        assert answers == sum(done.values()) == sum(one.reps for one in cards)
        assert all(one.stability for one in cards)


def test_three_weeks_of_nights_up_to_the_exam(
    phone: Page, site: Site, candidate: Candidate, enter: Callable[[Page, int], None]
) -> None:
    mover = Mover(site.folder)
    mover.to(evening(0))
    enter(phone, candidate.person_id)
    with site.session() as session:
        session.execute(update(AccountSession).values(expires_at=evening(DAYS + 30)))
    wish(phone)

    done = live_through(Learner(phone, site, mover))

    all_is_counted(site, done)
    # Nights and days off do not end the streak; on the eve nothing new is begun.
    goto(phone, "/practice")
    expect(phone.get_by_text(f"{DAYS - len(OFF)}日つづいています")).to_be_visible()
    goto(phone, "/practice/plan")
    expect(phone.get_by_text("新しい肢は始めず")).to_be_visible()
    mover.to(evening(DAYS))  # the evening of the day itself
    goto(phone, "/practice")
    is_for_everybody(phone)
    mover.to(evening(DAYS + 1))
    goto(phone, "/practice")
    expect(phone.get_by_role("link", name="試験日を決める")).to_be_visible()
    is_for_everybody(phone)
