"""How tests send a file of questions in, and look at what became of it."""

from __future__ import annotations

import io

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import app.questions.tasks  # noqa: F401  # the worker knows them; no web process does
from app.accounts.models import Organisation
from app.questions.models import (
    ExchangeJob,
)
from app.questions.rules.exchange.package import Format
from tests.client import StrictClient


def send(client: StrictClient, place: Organisation, content: bytes, form: Format = Format.MOODLE_XML) -> str:
    """Send the file as the page would; give the address of its job."""
    data = {
        "ImportForm-form": form.value,
        "ImportForm-organisation": str(place.id),
        "file": (io.BytesIO(content), "もんだい.xml"),
    }
    answer = client.post("/questions/exchange/import", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def only_job(db: Session) -> ExchangeJob:
    return db.scalars(select(ExchangeJob)).one()


def number(db: Session, table: type[object]) -> int:
    return db.scalar(select(func.count()).select_from(table)) or 0
