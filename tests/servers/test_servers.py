"""The ground of the tests is tested too: a net with a hole catches nothing."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from html5lib.html5parser import ParseError
from playwright.sync_api import Page
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.client import StrictClient
from tests.servers.postgres import Postgres


@pytest.mark.parametrize(
    ("mishap", "told"),
    [
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("setTimeout(() => { throw new Error('broken') })", "broken"),
        ("console.error('something is wrong')", "something is wrong"),
        ("fetch('/no-such-page')", "404"),
        ("fetch('http://127.0.0.1:1/')", "Content Security Policy"),
    ],
)
def test_a_page_tells_what_went_wrong_in_it(desktop: Page, mishaps: list[str], mishap: str, told: str) -> None:
    desktop.goto("/styleguide")
    desktop.evaluate(f"() => {{ {mishap} }}")
    desktop.wait_for_timeout(300)

    seen = " ".join(mishaps)
    mishaps.clear()

    assert told in seen


def test_axe_finds_a_picture_without_words(desktop: Page, axe: Callable[[Page], None]) -> None:
    desktop.goto("/styleguide")
    axe(desktop)
    desktop.evaluate("() => { document.querySelector('main').append(document.createElement('img')) }")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(desktop)


def test_a_page_that_is_not_well_formed_fails_its_test() -> None:
    app = Flask("broken")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>こわれた</title><p><b>閉じない</p>")

    with pytest.raises(ParseError):
        StrictClient.parse(app.test_client().get("/"))


def test_each_test_begins_with_what_the_migrations_left(db: Session) -> None:
    """Run twice over, it would fail if the row of the first time were still there."""
    for _ in range(2):
        assert db.scalar(text("SELECT count(*) FROM organisation WHERE slug = 'left-behind'")) == 0
    db.execute(text("INSERT INTO organisation (slug, name, created_at) VALUES ('left-behind', '残り', '2026-11-22')"))
    db.commit()


test_and_so_does_the_next_one = test_each_test_begins_with_what_the_migrations_left


@pytest.fixture
def durable() -> Iterator[Postgres]:
    cluster = Postgres(Path(tempfile.mkdtemp(prefix="gakusha-durable-")), durable=True)
    cluster.create()
    cluster.start()
    yield cluster
    cluster.remove()


@pytest.mark.kill
def test_a_durable_postgresql_keeps_what_it_acknowledged(durable: Postgres) -> None:
    address = durable.url().replace("postgresql+psycopg", "postgresql")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('ここ')")
        assert connection.execute("SHOW fsync").fetchone() == ("on",)

    durable.kill()
    durable.start()

    with psycopg.connect(address) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("ここ",)]
