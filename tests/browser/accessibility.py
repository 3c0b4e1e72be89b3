"""Looks at every page with a machine and writes down, criterion by criterion, what it has found.

`python -m tests.browser.accessibility`, before a release; the file is part of the project, the page shows it.
"""

from __future__ import annotations

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from app import clock
from app.accessibility.queries import BY_MACHINE, FOLDER
from app.accessibility.rules import criterion_of
from app.accounts.models import Person
from app.db import db
from tests.browser.pages import PAGES, STATES, Place
from tests.browser.scene import Scene, make_scene
from tests.browser.test_pages import A_FEW
from tests.client import StrictClient
from tests.servers import chromium
from tests.servers.browser import JAPAN
from tests.servers.databases import run_folder
from tests.servers.site import Site, running_site

LEVELS = {"runOnly": ["wcag2a", "wcag2aa"]}
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
# What the machine calls it, and what we do; the worst that was found on a page is what counts there.
VERDICTS = {"passes": "passed", "incomplete": "unsure", "violations": "violated"}
READY = "html[data-ready]"


def main() -> int:
    """Look, and write; ends with 1 where something is broken, and says what."""
    seen: defaultdict[str, Counter[str]] = defaultdict(Counter)
    version, broken = "", []
    with run_folder() as folder, running_site(folder / "site", folder) as site, chromium.started() as browser:
        scene = make_scene(site)
        places = {**PAGES, **STATES}
        for number_of_page, (name, place) in enumerate(places.items(), 1):
            print(f"\r{number_of_page} / {len(places)} {name}\033[K", end="", file=sys.stderr, flush=True)
            with opened(browser, site, scene, place) as page:
                verdicts, version = judged(page)
            for number, verdict in verdicts.items():
                seen[number][verdict] += 1
                broken += [f"{name}: {number}"] if verdict == "violated" else []
    write(seen, len(places), version)
    print("\n".join([f"{len(places)} 画面を見ました。", *broken]))
    return int(bool(broken))


@contextmanager
def opened(browser: Browser, site: Site, scene: Scene, place: Place) -> Iterator[Page]:
    """The page, for whom it is meant."""
    context = browser.new_context(base_url=site.address, viewport=NARROW, **JAPAN)  # type: ignore[arg-type]
    if place.who is not None:
        cookie = signed_in(site, scene.people[place.who].person_id)
        context.add_cookies([{"name": "session", "value": cookie, "url": site.address}])
    page = context.new_page()
    page.goto(site.address + scene.path(place))
    page.wait_for_selector(READY)
    page.emulate_media(reduced_motion="reduce")
    yield page
    context.close()


def signed_in(site: Site, person_id: int) -> str:
    client = StrictClient(site.app, site.app.response_class)
    with site.app.app_context():
        client.sign_in(db.session.get_one(Person, person_id))
    cookie = client.get_cookie("session")
    assert cookie is not None
    return cookie.value


def judged(page: Page) -> tuple[dict[str, str], str]:
    """For each criterion that the machine knows, the worst that it found, narrow or wide; and which machine it is."""
    worst: dict[str, str] = {}
    version = ""
    page.evaluate(A_FEW)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        said: dict[str, Any] = Axe().run(page, options=LEVELS).response
        version = f"{said['testEngine']['name']} {said['testEngine']['version']}"
        for key, verdict in VERDICTS.items():
            for tag in (tag for rule in said[key] for tag in rule["tags"]):
                if number := criterion_of(tag):
                    worst[number] = max(worst.get(number, verdict), verdict, key=list(VERDICTS.values()).index)
    return worst, version


def write(seen: dict[str, Counter[str]], pages: int, tool: str) -> None:
    found = {number: {verdict: seen[number][verdict] for verdict in VERDICTS.values()} for number in sorted(seen)}
    said = {"on": clock.today().isoformat(), "tool": tool, "pages": pages, "found": found}
    (FOLDER / BY_MACHINE).write_text(json.dumps(said, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
