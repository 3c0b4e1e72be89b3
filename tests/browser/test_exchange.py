"""A file comes in on a phone and is taken back, a paper is built and printed: with the real worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.questions.models import ExchangeJob, Question
from app.questions.rules.exchanges import JobState
from tests.browser.exchanges import make_exchanges
from tests.browser.sitting import READY, Candidate, somebody
from tests.questions import foreign_files as files
from tests.servers.site import Site

WORKING = 90_000  # the worker may be at something else first


@pytest.fixture
def author(site: Site) -> Candidate:
    return somebody(site, Role.INSTRUCTOR)


@pytest.fixture
def organiser(site: Site) -> Candidate:
    return somebody(site, Role.ORGANISER)


def goto(page: Page, site: Site, address: str) -> None:
    page.goto(f"{site.address}{address}")
    page.wait_for_selector(READY)


def imported(site: Site) -> int:
    with site.session() as session:
        return session.scalar(select(func.count()).where(Question.external_id == "moodle-1")) or 0


def test_a_file_is_looked_at_taken_in_and_taken_back_while_the_page_follows(
    phone: Page,
    site: Site,
    enter: Callable[[Page, int], None],
    axe: Callable[[Page], None],
    author: Candidate,
    tmp_path: Path,
) -> None:
    (tmp_path / "moodle.xml").write_text(files.MOODLE_4, encoding="utf-8")
    enter(phone, author.person_id)
    goto(phone, site, "/questions")
    phone.get_by_role("link", name="ファイルの読み込みと書き出し").click()
    phone.locator("[name=ImportForm-form]").select_option("moodle-xml")
    phone.locator("#file").set_input_files(tmp_path / "moodle.xml")
    phone.get_by_role("button", name="ファイルを調べる").click()

    expect(phone.get_by_role("button", name="3問を読み込む")).to_be_visible(timeout=WORKING)
    axe(phone)
    assert imported(site) == 0
    phone.reload()
    phone.get_by_role("button", name="3問を読み込む").click()
    expect(phone.get_by_text("読み込みが終わりました")).to_be_visible(timeout=WORKING)
    assert imported(site) == 1
    phone.get_by_role("button", name="この読み込みを取り消す").click()
    expect(phone.get_by_text("3問を元に戻しました")).to_be_visible(timeout=WORKING)

    assert imported(site) == 0


def test_a_file_of_200_mb_is_refused_in_words_before_it_is_sent(
    phone: Page, site: Site, enter: Callable[[Page, int], None], author: Candidate, tmp_path: Path
) -> None:
    with open(tmp_path / "large.xml", "wb") as large:
        large.truncate(200 * 2**20)
    (tmp_path / "small.xml").write_text("<quiz/>", encoding="utf-8")
    enter(phone, author.person_id)
    goto(phone, site, "/questions/exchange")
    told = phone.get_by_role("alert").filter(has_text="ファイルが大きすぎます（50MBまで）")

    phone.locator("#file").set_input_files(tmp_path / "large.xml")
    expect(told).to_be_visible()
    phone.get_by_role("button", name="ファイルを調べる").click()

    expect(phone.get_by_role("heading", level=1)).to_have_text("ファイルの読み込みと書き出し")
    phone.locator("#file").set_input_files(tmp_path / "small.xml")
    expect(told).to_have_count(0)


def test_the_page_follows_a_file_with_a_bar(
    desktop: Page, site: Site, enter: Callable[[Page, int], None], author: Candidate
) -> None:
    with site.session() as session:
        job_id = make_exchanges(session, session.get_one(Person, author.person_id), clock.now())["waiting"]
    enter(desktop, author.person_id)

    goto(desktop, site, f"/questions/exchange/{job_id}")

    expect(desktop.locator(".meter")).to_contain_text("1 / 2問")
    with site.session() as session:
        job = session.get_one(ExchangeJob, job_id)
        job.state, job.done = JobState.DONE, 2
    expect(desktop.get_by_text("読み込みが終わりました")).to_be_visible()
    expect(desktop.locator(".meter")).to_have_count(0)


def test_a_paper_is_built_and_printed(
    desktop: Page, site: Site, enter: Callable[[Page, int], None], organiser: Candidate
) -> None:
    enter(desktop, organiser.person_id)
    goto(desktop, site, "/running")
    desktop.get_by_role("link", name="新しい試験を作る").click()
    desktop.get_by_label("試験の名前").fill("秋の会場試験")
    desktop.get_by_role("button", name="どんな試験になるか見る").click()
    expect(desktop.get_by_text("この内容になります（60問）")).to_be_visible()
    desktop.get_by_role("button", name="この内容で試験を作る").click()
    expect(desktop.get_by_text("「秋の会場試験」を作りました")).to_be_visible()
    desktop.get_by_role("link", name="秋の会場試験の印刷と紙の解答").click()
    desktop.get_by_role("button", name="問題冊子を作る").click()
    link = desktop.get_by_role("link", name="問題冊子（PDF）を保存する")
    expect(link).to_be_visible(timeout=WORKING)
    with desktop.expect_download() as download:
        link.click()

    assert download.value.path().read_bytes()[:5] == b"%PDF-"
