from __future__ import annotations

import re
from timeit import timeit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import clock, create_app, tasks
from app.home import metrics
from app.home import queries as home
from app.tasks import Outbox, OutboxState
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory
from tests.servers.databases import Database, settings

LABELLED = {"Authorization": "Bearer a token for figures"}


def test_a_living_site_says_so_without_the_database(client: StrictClient, queries: list[str]) -> None:
    queries.clear()

    response = client.get("/healthz")

    assert (response.status_code, response.json) == (200, {"status": "ok"})
    assert queries == []


def test_a_migrated_site_is_ready(client: StrictClient) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_a_site_behind_its_code_is_not_ready(client: StrictClient, db: Session) -> None:
    newest = db.scalar(text("SELECT version_num FROM alembic_version"))
    db.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    response = client.get("/readyz")
    db.execute(text("UPDATE alembic_version SET version_num = :newest"), {"newest": newest})
    db.commit()

    assert (response.status_code, response.json) == (503, {"status": "unavailable", "reason": home.NOT_MIGRATED})


def test_an_empty_database_is_not_ready(database: Database, tmp_path: object) -> None:
    app = create_app(settings(database.new("empty"), database.folder))
    client: FlaskClient = app.test_client()

    response = client.get("/readyz")

    with app.app_context():
        home.db.engine.dispose()
    assert (response.status_code, response.json) == (503, {"status": "unavailable", "reason": home.NOT_MIGRATED})


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.sqlite", "postgresql+psycopg://nobody@127.0.0.1:9/nothing?connect_timeout=2"]
)
def test_a_site_without_its_database_lives_but_is_not_ready(url: str, run_folder: object) -> None:
    client = create_app(settings(url, run_folder)).test_client()  # type: ignore[arg-type]  # a folder of the run

    alive, ready = client.get("/healthz"), client.get("/readyz")

    assert alive.status_code == 200
    assert (ready.status_code, ready.json) == (503, {"status": "unavailable", "reason": home.UNREACHABLE})


def value(exposed: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", exposed, re.MULTILINE)
    assert found is not None, name
    return float(found[1])


def test_figures_tell_what_goes_on(client: StrictClient, db: Session) -> None:
    AttemptFactory()
    AttemptFactory(closed=True)
    tasks.enqueue("mail.deliver", mail_id=1)
    now = clock.now()
    db.add(Outbox(task="x", arguments={}, state=OutboxState.FAILED, created_at=now, due_at=now))
    before = metrics.REQUESTS.labels("home.alive", "200")._value.get()
    client.get("/healthz")
    client.get("/nowhere")

    exposed = client.get("/metrics").text

    assert value(exposed, "gakusha_open_attempts") == 1
    assert value(exposed, 'gakusha_outbox{state="waiting"}') == 1
    assert value(exposed, 'gakusha_outbox{state="running"}') == 0
    assert value(exposed, 'gakusha_outbox{state="failed"}') == 1
    assert value(exposed, 'gakusha_requests_total{endpoint="home.alive",status="200"}') == before + 1
    assert value(exposed, 'gakusha_requests_total{endpoint="none",status="404"}') >= 1
    assert value(exposed, 'gakusha_request_seconds_bucket{endpoint="home.alive",le="+Inf"}') >= 1


@pytest.mark.parametrize("address", ["203.0.113.5", "10.0.0.2", ""])
def test_figures_are_not_for_the_public(client: StrictClient, address: str) -> None:
    response = client.get("/metrics", environ_overrides={"REMOTE_ADDR": address})

    assert response.status_code == 403
    assert "gakusha_" not in response.text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_what_came_through_a_proxy_is_not_from_this_machine(client: StrictClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [(LABELLED, 200), ({}, 403), ({"Authorization": "Bearer another"}, 403), ({"Authorization": "Bearer ふ"}, 403)],
)
def test_a_token_that_was_set_is_asked_for_everywhere(
    app: Flask, client: StrictClient, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], status: int
) -> None:
    monkeypatch.setitem(app.config, "METRICS_TOKEN", "a token for figures")

    for address in ("127.0.0.1", "203.0.113.5"):
        response = client.get("/metrics", headers=headers, environ_overrides={"REMOTE_ADDR": address})
        assert response.status_code == status


def test_counting_costs_next_to_nothing(app: Flask) -> None:
    response = app.response_class()
    with app.test_request_context("/healthz"):

        def count() -> None:
            metrics._begin(app)
            metrics._count(app, response)

        fastest = min(timeit(count, number=500) / 500 for _ in range(5))

    assert fastest < 30e-6
