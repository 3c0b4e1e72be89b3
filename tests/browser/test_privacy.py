"""開示 and 消去 on a phone: all that is known of somebody is received, then all that names them goes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from app.accounts.models import Person
from tests.browser.sitting import READY, Candidate
from tests.servers.site import Site

MADE_IN_SECONDS = 20


def test_somebody_receives_their_data_and_leaves(
    phone: Page,
    site: Site,
    enter: Callable[[Page, int], None],
    axe: Callable[[Page], None],
    candidate: Candidate,
    tmp_path: Path,
) -> None:
    enter(phone, candidate.person_id)
    phone.goto(f"{site.address}/account")
    phone.get_by_role("link", name="自分のデータと同意").click()
    phone.wait_for_selector(READY)
    phone.get_by_role("button", name="記録をまとめてもらう").click()
    expect(phone.get_by_text("申し込みを受け付けました")).to_be_visible()

    receive(phone, tmp_path / "own.zip")
    axe(phone)
    with zipfile.ZipFile(tmp_path / "own.zip") as archive:
        data = json.loads(archive.read("gakusha.json"))
        assert data["アカウント"][0]["メールアドレス"] == candidate.email

    phone.get_by_role("link", name="退会する").click()
    phone.get_by_label("いまのパスワード").fill(candidate.password)
    phone.get_by_role("button", name="退会する").click()
    expect(phone.get_by_text("退会の手続きが終わりました")).to_be_visible()
    with site.session() as session:
        person = session.get_one(Person, candidate.person_id)
        assert (person.name, person.pseudonymised_at is None) == (f"退会者{person.id}", False)


def receive(page: Page, path: Path) -> None:
    """Look again until the worker has made the archive, and take it."""
    link = page.get_by_role("link", name="受け取る", exact=True)
    for _ in range(MADE_IN_SECONDS):
        if link.count():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    with page.expect_download() as download:
        link.click()
    download.value.save_as(path)
