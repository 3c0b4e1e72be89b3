from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.rules import Role
from app.home.views.map import GROUPS
from tests.client import StrictClient
from tests.factories import member

# What is no place to go to: the way in, steps of something begun elsewhere, what machines read.
STEPS = {
    *("accounts.sign_in", "accounts.ask_link", "accounts.link_sent", "accounts.second", "accounts.choose_provider"),
    *("accounts.back_from_provider", "accounts.forgotten_password", "accounts.reset_letter_sent", "accounts.sign_up"),
    *("accounts.letter_sent", "accounts.new_email_letter_sent", "accounts.new_app"),
    *("home.start", "home.site_map", "home.trial_result", "home.robots", "home.alive", "home.ready", "home.figures"),
    *("operation.audit_file", "practice.service_worker"),
    *("reading.new_entry", "reading.new_reading"),  # for those of the home organisation, from its lists
}
LINK = re.compile(r'<li><a href="([^"]+)">')


def listed(client: StrictClient) -> list[str]:
    main = client.get("/map").text.partition("<h1>")[2].partition("</main>")[0]
    return LINK.findall(main)


def test_every_page_with_an_address_of_its_own_is_on_the_map(app: Flask) -> None:
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods and "GET" in rule.methods and not rule.arguments and not rule.rule.startswith("/api/")
    }

    assert pages - STEPS == {page.endpoint for pages in GROUPS.values() for page in pages}


@pytest.mark.parametrize("role", [None, Role.CANDIDATE, Role.LEARNER, Role.INSTRUCTOR, Role.ORGANISER, Role.MANAGER])
def test_the_map_shows_what_one_may_open_and_nothing_else(client: StrictClient, db: Session, role: Role | None) -> None:
    if role:
        client.sign_in(member(role))

    pages = listed(client)

    assert [page for page in pages if client.get(page).status_code != 200] == ["/trial"]  # there is no stock here
    assert ("/account" in pages, "/admin" in pages) == (role is not None, False)


def test_an_administrator_finds_the_desk_on_the_map(client: StrictClient, db: Session) -> None:
    client.sign_in(member(Role.ADMINISTRATOR))

    assert {"/admin", "/admin/audit", "/people", "/statistics"} <= set(listed(client))
