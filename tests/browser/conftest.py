from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.sitting import Candidate, begin, sit, somebody
from tests.servers.site import Site

PATIENCE = 10_000  # milliseconds; a busy machine is slow, and no test measures time here
expect.set_options(timeout=PATIENCE)
WATCH_POLICY = """
addEventListener("securitypolicyviolation", (event) =>
  window.policyBroken(`${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`));
"""


@pytest.fixture
def open_page(open_page: Callable[..., Page], mishaps: list[str]) -> Callable[..., Page]:
    """As everywhere, and what the Content-Security-Policy has to complain of fails the test too."""

    def opened(**options: Any) -> Page:
        page = open_page(**options)
        page.set_default_timeout(PATIENCE)
        if options.get("java_script_enabled", True):
            page.context.expose_function("policyBroken", lambda said: mishaps.append(f"policy: {said}"))
            page.context.add_init_script(WATCH_POLICY)
        return page

    return opened


@pytest.fixture
def candidate(site: Site) -> Candidate:
    """Somebody with the role of a candidate and a password."""
    return somebody(site)


@pytest.fixture
def stranger(site: Site) -> Candidate:
    """Somebody else."""
    return somebody(site)


@pytest.fixture
def attempt(site: Site, candidate: Candidate) -> int:
    """The candidate's attempt at the mock examination, begun a moment ago."""
    return begin(site, candidate)


@pytest.fixture
def sat(phone: Page, candidate: Candidate, enter: Callable[[Page, int], None], attempt: int) -> Page:
    """The candidate's phone with question 1 in sight."""
    enter(phone, candidate.person_id)
    sit(phone, attempt)
    return phone


@pytest.fixture
def meant(mishaps: list[str]) -> Iterator[Callable[..., None]]:
    """meant("409", "ERR_INTERNET") forgives, at the end of the test, the mishaps in which one of these is found."""
    forgiven: list[str] = []
    yield lambda *signs: forgiven.extend(signs)
    mishaps[:] = [said for said in mishaps if not any(re.search(sign, said) for sign in forgiven)]
