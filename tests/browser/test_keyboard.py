from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.sitting import Candidate, attempt_of, is_saved, marks, stored
from tests.servers.site import Site

FOCUS = """async () => {
  // What gets the focus is scrolled into sight with the next frame.
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const one = document.activeElement;
  if (one === document.body) return "lost";
  const seen = one.closest(".choice, .option") ?? one;
  const style = getComputedStyle;
  const ringed = (part) => style(part).outlineStyle !== "none" && parseFloat(style(part).outlineWidth) >= 2;
  const named = one.outerHTML.slice(0, 120);
  const box = seen.getBoundingClientRect();
  const there = [0.1, 0.5, 0.9].some((part) => {
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
    return top && (seen.contains(top) || top.contains(seen));
  });
  // A heading or a region that was jumped to is no control: it shows itself by being there.
  if (!one.matches('[tabindex="-1"]') && !ringed(seen) && !ringed(one)) return `without a ring: ${named}`;
  return there ? "" : `out of sight: ${named}`;
}"""


@pytest.fixture
def keys(desktop: Page) -> Callable[..., None]:
    """Press keys one after the other; after each the focus is somewhere, and can be seen."""
    desktop.emulate_media(reduced_motion="reduce")  # a page that glides into place cannot be judged half-way

    def pressed(*names: str) -> None:
        for name in names:
            desktop.keyboard.press(name)
            assert desktop.evaluate(FOCUS) == "", name

    return pressed


def tab_to(page: Page, keys: Callable[..., None], target: Locator, *, key: str = "Tab", at_most: int = 40) -> None:
    for _ in range(at_most):
        if target.evaluate("(one) => one === document.activeElement"):
            return
        keys(key)
    raise AssertionError(f"{at_most} times {key} did not reach {target}")


def enter(page: Page, path: str) -> None:
    """Press the Enter key on what leads elsewhere."""
    page.keyboard.press("Enter")
    page.wait_for_url(path)
    page.wait_for_selector("html[data-ready]")


def test_a_whole_sitting_with_the_keyboard_alone(
    desktop: Page, site: Site, candidate: Candidate, keys: Callable[..., None]
) -> None:
    sign_in_by_keys(desktop, candidate, keys)
    attempt = start_by_keys(desktop, keys)
    heading = desktop.get_by_role("heading", level=1)

    expect(heading).to_be_focused()
    keys("1", "2", "2", "3")
    assert marks(desktop) == [1, 3]
    keys("ArrowRight", "ArrowRight", "ArrowLeft")
    expect(heading).to_contain_text("問2 / 60")
    keys("4", "f")
    expect(desktop.get_by_label("あとで見直す")).to_be_checked()
    the_help_opens_and_closes(desktop, keys)
    marks_without_shortcuts(desktop, keys)
    is_saved(desktop)
    hand_in_by_keys(desktop, keys)

    assert stored(site, attempt) == {1: (1, 3), 2: (2, 4)}


def sign_in_by_keys(page: Page, who: Candidate, keys: Callable[..., None]) -> None:
    page.goto("/login")
    page.wait_for_selector("html[data-ready]")
    tab_to(page, keys, page.get_by_role("textbox", name="メールアドレス"))
    page.keyboard.type(who.email)
    tab_to(page, keys, page.get_by_role("textbox", name="パスワード"))
    page.keyboard.type(who.password)
    enter(page, "**/")


def start_by_keys(page: Page, keys: Callable[..., None]) -> int:
    tab_to(page, keys, page.get_by_role("link", name="模擬試験 第1回を見る"))
    enter(page, "**/exams/mock-1")
    tab_to(page, keys, page.get_by_role("button", name="試験をはじめる"))
    enter(page, "**/attempts/*")
    return attempt_of(page)


def the_help_opens_and_closes(page: Page, keys: Callable[..., None]) -> None:
    help_panel = page.get_by_role("heading", name="操作の説明")
    keys("?")
    expect(help_panel).to_be_visible()
    keys("Tab", "Tab", "Escape")
    expect(help_panel).to_be_hidden()
    keys("?", "?")
    expect(help_panel).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def marks_without_shortcuts(page: Page, keys: Callable[..., None]) -> None:
    """Tab and Space are enough, and arrows in the display settings move there, not to another question."""
    tab_to(page, keys, page.locator('[data-choice="2"] input'))
    keys("Space")
    assert marks(page) == [2, 4]
    tab_to(page, keys, page.locator(".menu summary").first, key="Shift+Tab")
    keys("Enter")
    tab_to(page, keys, page.get_by_role("radio", name="端末に合わせる"))
    keys("ArrowDown", "ArrowDown")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("heading", level=1)).to_contain_text("問2 / 60")
    keys("Escape")


def hand_in_by_keys(page: Page, keys: Callable[..., None]) -> None:
    hand_in = page.get_by_role("button", name="提出する").first
    keys("s")
    expect(page.locator('[data-row="2"]')).to_be_focused()
    keys("ArrowDown", "ArrowUp", "ArrowUp", "End", "Home")
    expect(page.locator('[data-row="1"]')).to_be_focused()
    tab_to(page, keys, hand_in, at_most=4)
    keys("Enter")
    dialog = page.get_by_role("dialog", name="提出しますか")
    expect(dialog).to_contain_text("未解答：58問（問3～60）")
    keys("Escape")
    expect(hand_in).to_be_focused()
    keys("Enter")
    tab_to(page, keys, dialog.get_by_role("button", name="提出する"), at_most=4)
    enter(page, "**/result")


def test_the_letters_can_be_switched_off(
    desktop: Page, candidate: Candidate, site: Site, keys: Callable[..., None]
) -> None:
    sign_in_by_keys(desktop, candidate, keys)
    start_by_keys(desktop, keys)
    keys("?")
    tab_to(desktop, keys, desktop.get_by_role("checkbox", name="キーで操作する"))
    keys("Space", "Escape", "1", "ArrowRight")

    assert marks(desktop) == []
    expect(desktop.get_by_role("heading", level=1)).to_contain_text("問1 / 60")
    desktop.reload()
    desktop.wait_for_selector("html[data-ready]")
    desktop.keyboard.press("1")
    assert marks(desktop) == []
