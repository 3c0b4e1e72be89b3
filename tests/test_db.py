from __future__ import annotations

import pytest
from flask import Flask, Response
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.at_once import at_once
from app.db import db as database
from tests.client import StrictClient
from tests.factories import OrganisationFactory

PREPARED_AFTER = 6  # psycopg has a statement prepared once it was asked so often on a connection
RENAME = update(Organisation).values(name="x").returning(Organisation.id)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_that_only_reads_cannot_write_at_once(app: Flask, db: Session, method: str) -> None:
    with app.test_request_context("/", method=method), pytest.raises(RuntimeError, match="only reads"):
        at_once(RENAME, {})


def test_a_request_that_writes_can(app: Flask, db: Session) -> None:
    db.rollback()
    with app.test_request_context("/", method="PUT"):
        assert at_once(RENAME, {}) == []


def test_a_page_keeps_nothing_of_what_it_has_touched(app: Flask, db: Session) -> None:
    place = OrganisationFactory(name="さくら会")
    db.commit()

    with app.test_request_context("/"):
        app.preprocess_request()
        db.get_one(Organisation, place.id).name = "touched by a page"
        app.process_response(Response())

    assert db.get_one(Organisation, place.id).name == "さくら会"


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_what_a_page_asks_stays_prepared(client: StrictClient, db: Session) -> None:
    db.rollback()
    database.engine.dispose()  # what other tests have opened: a statement is prepared on one connection
    for _ in range(PREPARED_AFTER):
        client.get("/readyz")

    assert db.scalar(text("SELECT count(*) FROM pg_prepared_statements")) > 0
