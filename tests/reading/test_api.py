from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app import clock
from app.reading import api, asking, quota
from app.reading.actions import readings
from app.reading.quota import A_MINUTE
from tests.client import StrictClient
from tests.factories import member

ADDRESS = "/api/v1/furigana"


@pytest.fixture(autouse=True)
def _patient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The analyser may take its time, and nobody has asked yet: ids come again from test to test."""
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 20)
    asking.wake()
    Path(app.config["INSTANCE"], quota.NAME).unlink(missing_ok=True)
    api._quota.cache_clear()


@pytest.fixture
def signed_in(client: StrictClient, db: Session) -> StrictClient:
    client.sign_in(member())
    return client


def test_a_text_comes_back_in_parts_with_readings(signed_in: StrictClient) -> None:
    answer = signed_in.get(ADDRESS, query_string={"text": "第1号被保険者が食べる。"})

    assert answer.status_code == 200
    assert answer.json == [
        {"text": "第", "reading": "だい"},
        {"text": "1", "reading": None},
        {"text": "号", "reading": "ごう"},
        {"text": "被", "reading": "ひ"},
        {"text": "保険", "reading": "ほけん"},
        {"text": "者", "reading": "しゃ"},
        {"text": "が", "reading": None},
        {"text": "食", "reading": "た"},
        {"text": "べる。", "reading": None},
    ]


def test_our_own_list_is_used(signed_in: StrictClient) -> None:
    before = signed_in.get(ADDRESS, query_string={"text": "口腔"}).json
    readings.load_readings([("口腔", "こうくう")], now=clock.now())

    after = signed_in.get(ADDRESS, query_string={"text": "口腔"}).json

    assert [before, after] == [[{"text": "口腔", "reading": "こうこう"}], [{"text": "口腔", "reading": "こうくう"}]]


@pytest.mark.parametrize("text", ["a b", "<b>介護</b>", "一行目\r\n二行目", "😀", "\x00介護", "介" * 2_000, "ｶｲｺﾞ㈱①"])
def test_whatever_is_sent_comes_back_whole(signed_in: StrictClient, text: str) -> None:
    answer = signed_in.get(ADDRESS, query_string={"text": text})

    assert "".join(part["text"] for part in answer.json) == text


@pytest.mark.parametrize("query", [{}, {"text": ""}, {"text": "介" * 2_001}, {"texts": "介護"}])
def test_no_text_or_too_long_a_text_is_refused_in_words(signed_in: StrictClient, query: dict[str, str]) -> None:
    answer = signed_in.get(ADDRESS, query_string=query)

    assert answer.status_code == 422
    assert answer.json["message"].endswith("。")


def test_nobody_asks_without_signing_in(client: StrictClient) -> None:
    assert client.get(ADDRESS, query_string={"text": "介護"}).status_code == 401


def test_too_many_a_minute_are_told_to_wait(signed_in: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now().replace(second=15, microsecond=0)
    monkeypatch.setattr(clock, "now", lambda: now)
    allowed = [signed_in.get(ADDRESS, query_string={"text": "a"}).status_code for _ in range(A_MINUTE)]

    refused = signed_in.get(ADDRESS, query_string={"text": "a"})

    assert set(allowed) == {200}
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) == refused.json["retry_after"] == 45


def test_without_the_analyser_a_text_comes_bare(signed_in: StrictClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0)

    answer = signed_in.get(ADDRESS, query_string={"text": "介護"})

    assert (answer.status_code, answer.json) == (200, [{"text": "介護", "reading": None}])
