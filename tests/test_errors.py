from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, session
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from app import clock, create_app, errors
from app.accounts.models import FormerName, Organisation
from app.db import beside
from app.db import db as database_of_the_app
from app.headers import POLICY
from app.questions.models import QuestionPolicy
from tests.client import StrictClient
from tests.factories import OrganisationFactory, PersonFactory
from tests.servers.databases import settings

CSP = "Content-Security-Policy"
Act = Callable[[], object]


@pytest.fixture
def view(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], str]:
    """Let an act stand in for a view that writes; gives its path."""
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)

    def replace(act: Act) -> str:
        monkeypatch.setitem(app.view_functions, "notices.read_all", lambda: str(act()))
        return "/notices/read"

    return replace


@pytest.fixture(
    params=["sqlite:////nowhere/at/all.sqlite", "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2"]
)
def cut_off(request: pytest.FixtureRequest, run_folder: Path) -> FlaskClient:
    """The browser of somebody who is signed in, on a site whose database cannot be reached."""
    site = create_app(settings(request.param, run_folder))
    site.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_ENABLED=False)
    client = site.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = "1"
    return client


@pytest.mark.parametrize("path", ["/", "/account", "/nowhere", "/trial", "/metrics"])
def test_without_the_database_a_page_says_so(cut_off: FlaskClient, path: str) -> None:
    answer = cut_off.get(path)

    StrictClient.parse(answer)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(errors.RETRY_SECONDS))
    assert errors.UNAVAILABLE in answer.text
    assert answer.headers[CSP] == POLICY
    assert "Set-Cookie" not in answer.headers


def test_without_the_database_a_program_is_told_in_json(cut_off: FlaskClient) -> None:
    saved = cut_off.put("/api/v1/attempts/1/answers/1", json={"choices": [1], "flagged": False, "seq": 1})
    asked = cut_off.get("/api/v1/session")

    for answer in (saved, asked):
        assert (answer.status_code, answer.json["error"]) == (503, "unavailable")  # type: ignore[index]
        assert answer.headers[CSP] == POLICY


def test_a_bug_is_no_lack_of_the_database_and_its_page_asks_nothing(
    client: StrictClient, view: Callable[[Act], str], queries: list[str]
) -> None:
    client.sign_in(PersonFactory())

    def no_such_table() -> None:
        database_of_the_app.session.execute(text("SELECT * FROM nowhere"))

    queries.clear()
    answer = client.post(view(no_such_table))

    assert (answer.status_code, answer.headers[CSP]) == (500, POLICY)
    assert len([query for query in queries if "account_session" in query]) <= 1


def _twice(*, flush: bool) -> object:
    """Store an organisation whose slug exists."""
    session["_user_id"] = "4711"
    database_of_the_app.session.add(Organisation(slug="gakusha", name="もう一つ", created_at=clock.now()))
    beside(_keep_aside)
    if flush:
        database_of_the_app.session.flush()
    return "stored"


def _keep_aside() -> None:
    database_of_the_app.session.add(Organisation(slug="aside", name="わき", created_at=clock.now()))


@pytest.mark.parametrize("flush", [True, False], ids=["in the view", "at COMMIT"])
def test_two_at_once_is_a_conflict_whenever_it_shows(
    client: StrictClient, db: Session, view: Callable[[Act], str], flush: bool
) -> None:
    OrganisationFactory(slug="gakusha")
    client.sign_in(PersonFactory(name="佐藤 花子"))

    answer = client.post(view(lambda: _twice(flush=flush)))

    assert (answer.status_code, answer.headers[CSP]) == (409, POLICY)
    assert errors.BROKEN_CONSTRAINT in answer.text
    assert "サインアウト" in answer.text  # the page of somebody who still is signed in
    assert set(db.scalars(select(Organisation.slug))) == {"gakusha", "aside"}
    assert client.get("/account").status_code == 200  # not the session that was not stored


def test_two_rows_of_one_key_at_once_are_a_conflict(
    client: StrictClient, db: Session, view: Callable[[Act], str]
) -> None:
    row = {"organisation_id": OrganisationFactory().id, "three_people": True}
    client.sign_in(PersonFactory())

    answer = client.post(view(lambda: [database_of_the_app.session.execute(insert(QuestionPolicy), row) for _ in "ab"]))

    assert answer.status_code == 409
    assert errors.BROKEN_CONSTRAINT in answer.text
    assert db.scalars(select(QuestionPolicy)).all() == []


@pytest.mark.parametrize("flush", [True, False], ids=["in the view", "at COMMIT"])
def test_a_constraint_that_is_a_bug_is_a_bug(
    client: StrictClient, db: Session, view: Callable[[Act], str], flush: bool
) -> None:
    def nobodys_name() -> object:
        row: Any = FormerName(person_id=2**31 - 1, name="x", kana="x", until_on=clock.today())
        database_of_the_app.session.add(row)
        return flush and database_of_the_app.session.flush()

    answer = client.post(view(nobodys_name))

    assert (answer.status_code, answer.headers[CSP]) == (500, POLICY)
    assert db.scalar(select(func.count()).select_from(FormerName)) == 0


def test_what_cannot_be_kept_aside_is_told_too(
    client: StrictClient, db: Session, view: Callable[[Act], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    OrganisationFactory(slug="aside")

    def late() -> object:
        beside(_keep_aside)
        return "stored"

    answer = client.post(view(late))

    assert (answer.status_code, answer.headers[CSP]) == (409, POLICY)
