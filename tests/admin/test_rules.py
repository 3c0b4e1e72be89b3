from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.accounts.rules import colours
from app.admin import rules

NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("size", "words"), [(0, "0 バイト"), (1536, "1.5 KB"), (3 * 1024**3, "3.0 GB"), (200 * 1024, "200 KB")]
)
def test_a_size_is_said_in_words(size: int, words: str) -> None:
    assert rules.size_words(size) == words


def test_a_worker_sleeps_when_work_waits_too_long() -> None:
    waits = [None, NOW - timedelta(minutes=4), NOW - timedelta(minutes=6)]

    assert [rules.worker_sleeps(since, NOW) for since in waits] == [False, False, True]


def test_a_logo_is_known_by_its_first_bytes() -> None:
    pictures = [b"\x89PNG\r\n\x1a\n..", b"RIFF....WEBP", b"RIFF....WAVE", b"<svg onload=1>", b"\xff\xd8\xff" * 10**5]

    assert [rules.logo_type(data) for data in pictures] == ["image/png", "image/webp", None, None, None]


def test_black_on_white_stands_as_far_apart_as_can_be() -> None:
    assert round(colours.contrast("#000000", "#ffffff"), 1) == 21.0
    assert [colours.carries_white(colour) for colour in ("#1a4f9c", "#ffee00", "#767676", "#777777")] == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, None),
        ("TimeoutError: timed out", "決めた時間のうちに、返事がありませんでした。"),
        ("SMTPServerDisconnected: Connection unexpectedly closed", "メールサーバーが受け取りませんでした。"),
        ("KeyError: 'x'", rules.UNFORESEEN),
        ("KeyError", rules.UNFORESEEN),
        ("Refusal: 名簿がありません。", "名簿がありません。"),
        ("裏で動くプログラムが止まりました。", "裏で動くプログラムが止まりました。"),
    ],
)
def test_why_a_job_stopped_is_said_in_words(error: str | None, words: str | None) -> None:
    assert rules.failure_words(error) == words
