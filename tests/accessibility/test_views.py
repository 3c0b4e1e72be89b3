from __future__ import annotations

import re

from app.accessibility import queries
from app.accessibility.rules import CRITERIA, NO_MEDIA, NUMBERS
from tests.client import StrictClient
from tests.house.files import APP, ROOT, short

MEDIA = re.compile(r"<(video|audio|embed|object|iframe)\b|\.(mp4|mp3|webm|ogg|m4a)\b|new Audio\(")


def test_the_statement_tells_every_criterion_and_the_day(client: StrictClient) -> None:
    page = client.get("/accessibility")

    assert page.status_code == 200
    for criterion in CRITERIA:
        assert f"{criterion.number} {criterion.name}" in page.text
    assert "まだ確かめていない" in page.text
    assert "「配慮」の段階" in page.text
    assert 'href="/accessibility"' in client.get("/login").text


def test_what_was_found_is_about_criteria_of_ours_and_nothing_is_broken() -> None:
    results = queries.results()

    assert {*results.found, *results.by_hand} <= NUMBERS
    assert {number for number, found in results.found.items() if found.violated} == set()
    assert results.pages > 90


def test_there_is_no_sound_and_no_film() -> None:
    """Whoever brings one asks six more criteria of the site."""
    pages = [path for path in APP.rglob("*") if path.suffix in {".html", ".js"} and "node_modules" not in path.parts]
    lessons = (ROOT / "curricula").rglob("*.md")

    assert [short(path) for path in (*pages, *lessons) if MEDIA.search(path.read_text("utf-8"))] == [], NO_MEDIA
