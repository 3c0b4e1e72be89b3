from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.accounts.models import Organisation
from app.at_once import at_once

RENAME = update(Organisation).values(name="x").returning(Organisation.id)


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_a_request_that_only_reads_cannot_write_at_once(app: Flask, db: Session, method: str) -> None:
    with app.test_request_context("/", method=method), pytest.raises(RuntimeError, match="only reads"):
        at_once(RENAME, {})


def test_a_request_that_writes_can(app: Flask, db: Session) -> None:
    db.rollback()
    with app.test_request_context("/", method="PUT"):
        assert at_once(RENAME, {}) == []
