from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.exams.models import Attempt, Paper
from app.home import actions, cli, demo_cohorts, demo_people
from tests.client import StrictClient
from tests.conftest import Run


def stored(db: Session) -> list[int]:
    return [db.scalar(select(func.count()).select_from(model)) or 0 for model in (Organisation, Person, Attempt)]


def test_the_demo_fills_an_empty_site_once(runner: Run, client: StrictClient, db: Session) -> None:
    first = runner("demo")
    filled = stored(db)
    second = runner("demo")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert actions.ALREADY_THERE not in first.output
    assert actions.ALREADY_THERE in second.output
    assert demo_people.PASSWORD in first.output
    assert demo_people.PASSWORD in second.output
    assert stored(db) == filled == [3, 40 + sum(demo_cohorts.SIZES.values()), filled[2]]
    assert filled[2] > 40
    assert {"mock-1", "trial"} <= set(db.scalars(select(Paper.slug)))
    for line in first.output.splitlines()[-6:]:
        words = {"email": line.split("\u3000")[1], "password": demo_people.PASSWORD}
        assert client.post("/login", data=words).status_code == 303
        assert client.get("/").status_code == 200
        client.post("/logout")


def test_the_demo_refuses_a_production_site(
    runner: Run, app: Flask, db: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://gakusha.example")

    refused = runner("demo")

    assert refused.exit_code == 1
    assert cli.IN_PRODUCTION in refused.output
    assert stored(db) == [0, 0, 0]
