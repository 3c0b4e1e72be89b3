"""What a browser says of itself when somebody wants to be told on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import request

from app.errors import Refusal
from app.practice.rules.push import are_keys, is_push_address

NOT_A_BROWSER = "この端末では、知らせを受け取れません。メールでの知らせをお使いください。"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Where a push is sent, and the keys by which the browser alone can read it."""

    endpoint: str
    public_key: str
    secret: str


def sent_subscription(services: Sequence[str]) -> Subscription:
    """What the browser sent; Refusal for anything but the push services that the site knows."""
    said = [request.form.get(name, "") for name in ("endpoint", "p256dh", "auth")]
    endpoint, public_key, secret = (one.rstrip("=") if place else one for place, one in enumerate(said))
    if not is_push_address(endpoint, services) or not are_keys(public_key, secret):
        raise Refusal(NOT_A_BROWSER)
    return Subscription(endpoint, public_key, secret)
