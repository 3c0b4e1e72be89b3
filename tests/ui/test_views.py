from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from flask import Flask, render_template, render_template_string

from app.ui import views
from app.ui.fragments import wants_fragment
from tests.client import StrictClient

FONTS = re.compile(r'url\("\.\./(fonts/[^"?]+)\?v=([0-9a-f]{8})"\)')
INSTANT = datetime(2026, 10, 11, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize("state", ["plain", "errors"])
def test_the_style_page_shows_every_component(client: StrictClient, state: str) -> None:
    answer = client.get("/styleguide", query_string={"state": state})

    assert answer.status_code == 200
    assert (answer.text.count("aria-invalid") > 0) == (state == "errors")


def test_the_style_page_knows_no_other_state(client: StrictClient) -> None:
    assert client.get("/styleguide?state=other").status_code == 404


def test_a_page_of_the_site_carries_its_name(client: StrictClient) -> None:
    assert "<title>見た目の見本 – ケアマネ学舎</title>" in client.get("/styleguide").text


def test_a_file_asked_for_by_its_version_is_kept_for_a_year(client: StrictClient) -> None:
    version = views.static_version("css/site.css")

    with client.get(f"/static/css/site.css?v={version}") as answer:
        kept = answer.cache_control

    assert (kept.immutable, kept.max_age, kept.no_cache) == (True, views.A_YEAR, None)


@pytest.mark.parametrize("query", ["", "?v=00000000"])
def test_a_file_of_another_version_is_asked_for_again(client: StrictClient, query: str) -> None:
    with client.get(f"/static/css/site.css{query}") as answer:
        kept = answer.cache_control

    assert (answer.status_code, kept.immutable) == (200, False)


def test_a_file_that_is_not_there_is_a_page_that_says_so(client: StrictClient) -> None:
    assert client.get("/static/css/none.css?v=1").status_code == 404


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
@pytest.mark.parametrize(
    "name", ["none.css", "%00", "%FF", "x" * 3000, "css", "..%2fviews.py", "../../config.py", "%ED%A0%80"]
)
def test_what_is_no_file_of_ours_is_not_there_whatever_is_asked(client: StrictClient, method: str, name: str) -> None:
    for query in ("", "?v=1"):
        assert client.open(f"/static/{name}{query}", method=method).status_code == 404


def test_a_file_can_be_asked_what_it_allows(client: StrictClient) -> None:
    answer = client.options("/static/css/site.css?v=1")

    assert (answer.status_code, set(answer.headers["Allow"].split(", "))) == (200, {"GET", "HEAD", "OPTIONS"})


def test_scripts_share_one_version_because_they_import_each_other() -> None:
    assert views.static_version("js/main.js") == views.static_version("js/menu.js")


def test_every_slice_of_the_typeface_is_there_in_the_version_that_is_asked_for() -> None:
    asked_for = dict(FONTS.findall((views.STATIC / "css" / "fonts.css").read_text("utf-8")))

    assert {name: views.static_version(name) for name in asked_for} == asked_for
    assert {name.removeprefix("fonts/") for name in asked_for} == {
        path.name for path in (views.STATIC / "fonts").glob("*.woff2")
    }


@pytest.mark.parametrize("character", "髙﨑①Ⅱ㈱Ａ〇々")
def test_the_typeface_has_the_characters_of_names_and_titles(character: str) -> None:
    ranges = re.findall(r"U\+([0-9a-f]+)(?:-([0-9a-f]+))?", (views.STATIC / "css" / "fonts.css").read_text("utf-8"))

    fitting = [first for first, last in ranges if int(first, 16) <= ord(character) <= int(last or first, 16)]

    assert len(fitting) == 2, "one slice in each of the two weights"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{{ instant|jst }}", "2026年10月11日 10:00"),
        ("{{ instant|jst_time }}", "10:00"),
        ("{{ instant|date_ja }}", "2026年10月11日（日）"),
        ("{{ day|date_ja }}", "2026年10月12日（月）"),
        ("{{ late|wareki }}", "令和8年10月12日"),
        ("{{ 5040|duration_ja }}・{{ 90|minutes_ja }}・{{ 3|circled }}", "1時間24分・1時間30分・③"),
    ],
)
def test_filters_write_as_people_here_read(app: Flask, written: str, expected: str) -> None:
    late = datetime(2026, 10, 11, 15, 0, tzinfo=UTC)

    with app.test_request_context("/"):
        shown = render_template_string(written, instant=INSTANT, day=date(2026, 10, 12), late=late)

    assert shown == expected


def test_a_bug_is_told_on_a_page_that_asks_the_database_nothing(app: Flask, queries: list[str]) -> None:
    with app.test_request_context("/"):
        page = render_template("ui/refusal.html", status=500, message="不具合が起きました。")

    assert queries == []
    assert "csrf-token" not in page


@pytest.mark.parametrize(("headers", "asked"), [({"X-Fragment": "1"}, True), ({}, False)])
def test_a_script_asks_for_a_part_of_the_page(app: Flask, headers: dict[str, str], asked: bool) -> None:
    with app.test_request_context("/", headers=headers):
        assert wants_fragment() is asked
