"""When a page was opened, signed into its form: the server decides time, also without scripts."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

LONGEST = timedelta(hours=12)


def stamp(now: datetime) -> str:
    """The instant, so that a form can carry it and nobody can change it."""
    return str(_serializer().dumps(now.isoformat()))


def opened_at(text: str, now: datetime) -> datetime:
    """The instant of a stamp; `now` for one that is not ours, from the future, or of a page left open for long."""
    try:
        opened = datetime.fromisoformat(_serializer().loads(text))
    except (BadSignature, ValueError, TypeError):
        return now
    return opened if timedelta(0) <= now - opened <= LONGEST else now


def _serializer() -> URLSafeSerializer:
    keys = [*(current_app.config.get("SECRET_KEY_FALLBACKS") or []), current_app.secret_key]
    return URLSafeSerializer(keys, salt="training.page-age")
