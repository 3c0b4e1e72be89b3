"""The draft beside its form, looked at as on a phone, in large letters and in the dark: by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from app import clock
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Person
from app.accounts.rules import Role
from app.questions.actions import writing
from app.questions.queries import bank
from tests.browser.sitting import Candidate, goto, somebody
from tests.servers.site import Site

DARK = "rgb(20, 23, 28)"


def begun(site: Site, who: Candidate) -> str:
    """The form of a question that this person has just begun."""
    with site.session() as session:
        topic = bank.topics(home_organisation(clock.now()).id)[0]
        by, now = session.get_one(Person, who.person_id), clock.now()
        question = writing.begin(topic, by=by, now=now, today=clock.today())
        return f"/questions/{question.id}/edit"


def test_the_switches_beside_the_preview_are_our_own_and_lose_nothing(
    desktop: Page, site: Site, enter: Callable[[Page, int], None], axe: Callable[[Page], None]
) -> None:
    author = somebody(site, Role.INSTRUCTOR)
    enter(desktop, author.person_id)
    goto(desktop, begun(site, author))
    desktop.locator("[name=stem]").fill("介護保険の保険者について正しいものはどれか。")
    preview = desktop.locator('[data-place="preview"]')
    usual = preview.locator(".choice-number").first.bounding_box()

    desktop.get_by_label("スマートフォンの幅").focus()
    desktop.keyboard.press("Space")
    press_right(desktop, "文字の大きさ")
    press_right(desktop, "画面の色")

    expect(preview).to_have_css("background-color", DARK)
    expect(preview).to_have_css("width", "362px")
    large = preview.locator(".choice-number").first.bounding_box()
    assert usual is not None
    assert large is not None
    assert round(large["width"] / usual["width"], 1) == 2
    expect(desktop.locator("html")).not_to_have_attribute("data-theme", "dark")
    axe(desktop)
    desktop.get_by_label("ふりがな", exact=True).focus()
    desktop.keyboard.press("Space")
    expect(preview.locator("ruby").filter(has_text="介護").first).to_be_visible()
    expect(preview).to_have_css("background-color", DARK)
    expect(desktop.locator("[name=stem]")).to_have_value("介護保険の保険者について正しいものはどれか。")


def press_right(page: Page, name: str) -> None:
    """From the first choice of the group to its last, as arrow keys go."""
    group = page.get_by_role("group", name=name)
    group.get_by_role("radio").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(group.get_by_role("radio").last).to_be_checked()
