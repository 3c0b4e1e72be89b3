"""The code on the wall of a room: signed, and worth something for less than a minute."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.errors import Refusal

SHOWN = timedelta(seconds=60)
THOUGHT_OVER = timedelta(minutes=5)
TOO_OLD = "このコードは古くなりました。会場の画面のコードを、もう一度読み取ってください。"


def make(session_id: int, now: datetime) -> str:
    """What the picture in the room says at this moment."""
    return str(_serializer("room").dumps([session_id, now.isoformat()]))


def read(token: str, now: datetime) -> int:
    """The session of a code that is in the room now; Refusal for an old one, and for what is none."""
    session_id, _at = _read("room", token, now, SHOWN)
    return session_id


def hold(session_id: int, person_id: int, now: datetime) -> str:
    """What the page keeps until its button is pressed: who arrived where, and when."""
    return str(_serializer("arrival").dumps([session_id, now.isoformat(), person_id]))


def release(token: str, person_id: int, now: datetime) -> tuple[int, datetime]:
    """The session and the time of arrival; Refusal for another person's page, and one that was left lying."""
    session_id, arrived_at = _read("arrival", token, now, THOUGHT_OVER, person_id)
    return session_id, arrived_at


def _read(salt: str, token: str, now: datetime, lasts: timedelta, *owner: int) -> tuple[int, datetime]:
    try:
        session_id, at, *rest = _serializer(salt).loads(token)
        made_at = datetime.fromisoformat(at)
    except (BadSignature, ValueError, TypeError):
        raise Refusal(TOO_OLD) from None
    if tuple(rest) != owner or not timedelta(0) <= now - made_at <= lasts:
        raise Refusal(TOO_OLD)
    return int(session_id), made_at


def _serializer(salt: str) -> URLSafeSerializer:
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.secret_key]
    return URLSafeSerializer(keys, salt=f"training.{salt}")
