"""A push arrives in the browser: sent through its developer tools, since no push service is at hand here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.sitting import Candidate, goto
from tests.servers.site import Site

Enter = Callable[[Page, int], None]
# The small browser of the tests keeps no notifications: what it is asked to show is noted on the way.
NOTE = """() => {
  self.shown = [];
  const show = self.registration.showNotification.bind(self.registration);
  self.registration.showNotification = (title, options) => {
    self.shown.push([title, options.body, options.data.url, options.lang]);
    return show(title, options);
  };
}"""


def service_worker(page: Page) -> tuple[Any, str]:
    """The developer tools of the page, and the name that they have for its service worker."""
    tools, found = page.context.new_cdp_session(page), []
    tools.on("ServiceWorker.workerRegistrationUpdated", lambda said: found.extend(said["registrations"]))
    tools.send("ServiceWorker.enable")
    page.wait_for_timeout(500)
    return tools, found[-1]["registrationId"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (
            json.dumps({"title": "今日の学習の時間です", "body": "15分あれば終わります。", "url": "/practice"}),
            ["今日の学習の時間です", "15分あれば終わります。", "/practice", "ja"],
        ),
        ("no words of ours", ["ケアマネ学舎", "今日の学習の時間です。", "/practice", "ja"]),
    ],
)
def test_a_push_is_shown(
    phone: Page, site: Site, candidate: Candidate, enter: Enter, data: str, shown: list[str]
) -> None:
    enter(phone, candidate.person_id)
    phone.context.grant_permissions(["notifications"], origin=site.address)
    goto(phone, "/practice/taken")
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    tools, name = service_worker(phone)
    [worker] = phone.context.service_workers
    worker.evaluate(NOTE)

    tools.send("ServiceWorker.deliverPushMessage", {"origin": site.address, "registrationId": name, "data": data})
    phone.wait_for_timeout(1000)

    assert worker.evaluate("self.shown") == [shown]
