"""合理的配慮 from the wish to the clock: applied for on a phone, decided at a desk, shown on the paper it lengthens."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import select

from app.accounts.models import AccommodationGround
from app.accounts.models.applications import AccommodationApplication
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.exams.models import Attempt
from tests.browser.sitting import Candidate, goto, somebody, start
from tests.servers.site import Site

GROUNDS = "弱視のため、画面の文字を読むのに時間がかかります。"
REASON = "1.5倍の時間を認めます。"


def test_an_accommodation_goes_from_the_application_to_a_paper_of_180_minutes(
    phone: Page,
    desktop: Page,
    site: Site,
    enter: Callable[[Page, int], None],
    axe: Callable[[Page], None],
    candidate: Candidate,
) -> None:
    enter(phone, candidate.person_id)
    apply(phone)
    axe(phone)
    organiser = somebody(site, Role.ORGANISER)
    enter(desktop, organiser.person_id)
    decide(desktop, candidate, site)
    axe(desktop)

    goto(phone, "/notices")
    expect(phone.get_by_role("main")).to_contain_text("合理的配慮が登録されました")
    goto(phone, "/exams/mock-1")
    expect(phone.get_by_role("main")).to_contain_text("180分（120分から延長）")
    start(phone)

    expect(phone.locator(".timer-figure")).to_have_text(re.compile("^(3:00:00|2:59:5[0-9])$"))
    with site.session() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.person_id == candidate.person_id)).one()
        assert (attempt.ends_at - attempt.started_at).total_seconds() == 180 * 60
        ground = session.scalars(
            select(AccommodationGround).where(AccommodationGround.person_id == candidate.person_id)
        ).one()
        read = select(AuditEntry.person_id).where(AuditEntry.action == "application.read")
        assert (ground.reason, organiser.person_id in session.scalars(read).all()) == (GROUNDS, True)


def apply(phone: Page) -> None:
    """From the page of the account, as somebody finds it."""
    goto(phone, "/account")
    phone.get_by_role("link", name="配慮を申し込む・変える").click()
    phone.get_by_label("試験時間の延長 1.5倍（120分 → 180分）").check()
    phone.get_by_label(re.compile("^理由")).fill(GROUNDS)
    phone.get_by_label("この理由と書類を、配慮を決めるために使うことに同意する").check()
    phone.get_by_role("button", name="申し込む", exact=True).click()
    expect(phone.get_by_text("審査中")).to_be_visible()


def decide(desktop: Page, candidate: Candidate, site: Site) -> None:
    """From the list of people, as an organiser finds it."""
    goto(desktop, "/people")
    desktop.get_by_role("navigation", name="管理").get_by_role("link", name="合理的配慮").click()
    with site.session() as session:
        sent = select(AccommodationApplication.id).where(AccommodationApplication.person_id == candidate.person_id)
        application = session.scalars(sent).one()
    desktop.locator(f'a[href="/accommodations/{application}"]').click()
    expect(desktop.get_by_role("main")).to_contain_text(GROUNDS)
    desktop.get_by_label("認める", exact=True).check()
    desktop.get_by_label("1.5倍").check()
    desktop.get_by_label("判断の理由").fill(REASON)
    desktop.get_by_role("button", name="決めて本人に知らせる").click()
    expect(desktop.get_by_role("main")).to_contain_text("認められました")
