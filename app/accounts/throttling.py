"""Counts what is tried too often: keys are keyed hashes, so that the table tells no address to anybody."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from app.accounts import rules
from app.accounts.models import Throttle
from app.accounts.rules import ThrottleKind
from app.db import beside, db

TOO_OFTEN = "続けて何度も試されたため、しばらく受け付けを止めています。15分ほどたってから、もう一度お試しください。"
TOO_MANY_LETTERS = (
    "続けて何通もお送りしたため、しばらく送信を止めています。15分ほどたってから、もう一度お試しください。"
)
RETRY_AFTER = int(rules.THROTTLE_WINDOW.total_seconds())


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom an attempt counts against: the account (by its e-mail) and the place on the network."""

    account: str
    address: str


def keys(email: str, address: str) -> Keys:
    return Keys(_hash("account", email), _hash("address", rules.network_of(address)))


def count_failure(tried: Keys, now: datetime) -> None:
    """Keep two rows once the request, which is refused, has been rolled back."""
    beside(lambda: count(tried, (ThrottleKind.ACCOUNT, ThrottleKind.ADDRESS), now))


def count_letter(asked: Keys, now: datetime) -> None:
    count(asked, (ThrottleKind.LETTER, ThrottleKind.LETTER), now)


def count(tried: Keys, kinds: tuple[ThrottleKind, ThrottleKind], now: datetime) -> None:
    pairs = zip(kinds, (tried.account, tried.address), strict=True)
    db.session.add_all(Throttle(kind=kind, key_hash=key, at=now) for kind, key in pairs)


def _hash(kind: str, value: str) -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), f"throttle:{kind}:{value}".encode(), hashlib.sha256).hexdigest()
