from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app import clock
from app.accounts import queries
from app.accounts.models import Person
from app.accounts.rules import Role
from app.admin.actions.invitations import invite
from app.admin.rules import Guest
from tests.browser.sitting import Candidate, goto, somebody
from tests.browser.test_pages import for_everybody
from tests.factories import PASSWORD
from tests.servers.site import Site

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def home(site: Site) -> str:
    """The site by a name: a passkey belongs to a domain, and a number is none."""
    return site.address.replace("127.0.0.1", "localhost")


def test_a_passkey_is_made_and_opens_the_door(open_page: Callable[..., Page], home: str, candidate: Candidate) -> None:
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    page.goto(f"{home}/login")
    page.locator("[name=email]").fill(candidate.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="サインイン", exact=True).click()
    page.goto(f"{home}/account/factors")
    page.get_by_role("button", name="この端末のパスキーを登録する").click()
    expect(page.get_by_text("パスキーを登録しました")).to_be_visible()
    page.context.clear_cookies()

    page.goto(f"{home}/login?next=/exams")
    page.get_by_role("button", name="パスキーでサインイン").click()

    expect(page.get_by_role("heading", name="模擬試験", exact=True)).to_be_visible()
    page.goto(f"{home}/account/factors")
    expect(page.get_by_role("row")).to_have_count(2)


def test_a_password_is_followed_by_the_passkey_that_is_there(
    open_page: Callable[..., Page], home: str, candidate: Candidate
) -> None:
    page = open_page()
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def password() -> None:
        page.goto(f"{home}/login")
        page.locator("[name=email]").fill(candidate.email)
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="サインイン", exact=True).click()

    password()
    page.goto(f"{home}/account/factors")
    page.get_by_role("button", name="この端末のパスキーを登録する").click()
    expect(page.get_by_text("パスキーを登録しました")).to_be_visible()
    page.context.clear_cookies()

    password()
    expect(page.get_by_role("heading", name="二つ目の確認")).to_be_visible()
    for_everybody(page)
    page.get_by_role("button", name="パスキーで確かめる").click()

    expect(page.get_by_role("button", name="パスキーで確かめる")).to_have_count(0)
    page.goto(f"{home}/account")
    expect(page.get_by_role("heading", name="アカウント", exact=True)).to_be_visible()


def test_somebody_comes_in_with_a_printed_card(site: Site, open_page: Callable[..., Page]) -> None:
    organiser = somebody(site, Role.ORGANISER)
    with site.session() as session:
        by = session.get_one(Person, organiser.person_id)
        place = queries.home_organisation()
        assert place is not None
        guest = Guest("田中 実", "タナカ ミノル", None)
        [(_invitation, token)] = invite([guest], organisation=place, role=Role.LEARNER, by=by, now=clock.now())
    page = open_page()

    goto(page, f"/invited/{token}")
    page.get_by_label("利用規約とプライバシーポリシーに同意する").check()
    page.get_by_role("button", name="はじめる").click()

    expect(page.get_by_text("ようこそ、ケアマネ学舎へ。次から入れるように")).to_be_visible()
    page.reload()
    goto(page, "/account")
    expect(page.get_by_role("link", name="パスワードを決める")).to_be_visible()
