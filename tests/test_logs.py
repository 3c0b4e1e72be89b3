from __future__ import annotations

import json
from typing import Any

import pytest
import structlog
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import logs
from app.db import db as database_of_the_app
from tests.client import StrictClient
from tests.factories import AccountFactory

EMAIL = "himitsu.hanako@example.jp"


def last_line(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(capsys.readouterr().err.strip().splitlines()[-1])
    return said


def test_an_event_is_one_line_of_json_with_its_time(app: Flask, capsys: pytest.CaptureFixture[str]) -> None:
    logs.init_app(app)

    structlog.get_logger("x").warning("furigana_not_kept", texts=3)

    said = last_line(capsys)
    assert said.pop("timestamp").endswith("Z")
    assert said == {"event": "furigana_not_kept", "texts": 3, "level": "warning"}


@pytest.mark.parametrize(
    ("text_", "kept"),
    [
        (f"no mail to <{EMAIL}>: refused", "no mail to <［消去］>: refused"),
        (f"Key (email)=({EMAIL}) already exists.", "Key (email)=［消去］ already exists."),
        ("Key (name, kana)=(佐藤 (花子), サトウ) already exists.", "Key (name, kana)=［消去］ already exists."),
        ("Failing row contains (5, 佐藤 花子, null).", "Failing row contains ［消去］."),
        ("attempt 12 is over", "attempt 12 is over"),
    ],
)
def test_what_could_name_somebody_is_blotted_out(text_: str, kept: str) -> None:
    assert logs.without_people(None, "error", {"event": text_, "count": 1}) == {"event": kept, "count": 1}


def test_a_bug_is_logged_without_the_person_whom_it_met(
    app: Flask, client: StrictClient, db: Session, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    account = AccountFactory(email=EMAIL)
    client.sign_in(account.person)

    def break_something() -> str:
        database_of_the_app.session.execute(text("SELECT nothing FROM account WHERE email = :email"), {"email": EMAIL})
        return ""

    monkeypatch.setitem(app.view_functions, "notices.read_all", break_something)
    logs.init_app(app)

    answer = client.post("/notices/read")

    said = capsys.readouterr().err
    assert answer.status_code == 500
    assert "Exception on /notices/read" in said
    assert "nothing" in said
    assert EMAIL not in said
