"""Pages of a real browser on a real site: a phone and a desktop, which fail when the console complains."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

from app.accounts.models import Person
from app.db import db
from tests.client import StrictClient
from tests.servers import chromium
from tests.servers.site import Site, running_site

JAPAN = {"locale": "ja-JP", "timezone_id": "Asia/Tokyo"}
PHONE = {**JAPAN, "viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
DESKTOP = {**JAPAN, "viewport": {"width": 1280, "height": 800}}
# The person went elsewhere before the answer came: no failure of the site.
GONE = "net::ERR_ABORTED"
PICTURES = Path(__file__).parents[2] / "test-results"
SLOW = ("kill", "browser")
FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the site is a browser test; nobody has to remember to say so.

    The slow ones go first: the other process does the quick ones, and then helps.
    """
    for item in items:
        if "site" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in SLOW))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this process; each page has cookies of its own."""
    with chromium.started() as browser:
        yield browser


@pytest.fixture(autouse=True)
def no_loop_but_ones_own(request: pytest.FixtureRequest) -> Iterator[None]:
    """The browser's event loop counts as running for as long as the browser does; other tests want their own."""
    loop = asyncio._get_running_loop()
    if "browser" in request.fixturenames or loop is None:
        yield
        return
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


@pytest.fixture(scope="session")
def site(run_folder: Path, worker: str) -> Iterator[Site]:
    """The site that all browser tests of this process share: web server, worker, SQLite, stock."""
    with running_site(run_folder / f"{worker}-site", run_folder) as site:
        yield site


@pytest.fixture
def mishaps() -> Iterator[list[str]]:
    """What went wrong in the browser. A test that means it to go wrong looks, and clears the list."""
    seen: list[str] = []
    yield seen
    assert seen == []


@pytest.fixture
def open_page(
    request: pytest.FixtureRequest, browser: Browser, site: Site, mishaps: list[str]
) -> Iterator[Callable[..., Page]]:
    """Open a browser with cookies of its own: open_page(**DESKTOP), open_page(**PHONE, java_script_enabled=False)."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        contexts.append(browser.new_context(base_url=site.address, **options))
        page = contexts[-1].new_page()
        watch(page, mishaps)
        return page

    yield opened
    failed = request.node.stash.get(FAILED, False) or mishaps
    for number, page in enumerate(page for context in contexts for page in context.pages):
        if failed:
            page.screenshot(path=PICTURES / f"{request.node.name}-{number}.png")
    for context in contexts:
        context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember a failure until the fixtures are torn down: it earns a picture of each page."""
    report = yield
    item.stash[FAILED] = item.stash.get(FAILED, False) or report.failed
    return report


def watch(page: Page, mishaps: list[str]) -> None:
    """Write down each complaint of the console (a broken CSP is one), each error and each request that failed."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            mishaps.append(f"console: {message.text} ({message.location.get('url')})")

    def failed(request: Request) -> None:
        if request.failure != GONE:
            mishaps.append(f"request: {request.method} {request.url} {request.failure}")

    page.on("console", console)
    page.on("pageerror", lambda error: mishaps.append(f"script: {error}"))
    page.on("requestfailed", failed)


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    """A small phone, held upright, touched."""
    return open_page(**PHONE)


@pytest.fixture
def desktop(open_page: Callable[..., Page]) -> Page:
    return open_page(**DESKTOP)


@pytest.fixture
def enter(site: Site) -> Callable[[Page, int], None]:
    """Sign a person in on a page without the sign-in form: enter(page, person.id)."""

    def signed_in(page: Page, person_id: int) -> None:
        client = StrictClient(site.app, site.app.response_class)
        with site.app.app_context():
            client.sign_in(db.session.get_one(Person, person_id))
        cookie = client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site.address}])

    return signed_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """axe(page) fails when a rule of accessibility is broken on the page as it now stands."""
    inspector = Axe()

    def without_findings(page: Page) -> None:
        results = inspector.run(page)
        assert results.violations_count == 0, f"{page.url}\n{results.generate_report()}"

    return without_findings
