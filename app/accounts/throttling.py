"""Counts what is tried too often: keys are keyed hashes, so that the table tells no address to anybody.

A failed sign-in counts against its account *in its place on the network* and against the place; the
first key begins with the account's, so that all failures of an account are found, and forgotten, too.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import ColumnElement, delete

from app.accounts import rules
from app.accounts.models import Throttle
from app.accounts.rules import ThrottleKind
from app.db import beside, db

TOO_OFTEN = "続けて何度も試されたため、しばらく受け付けを止めています。15分ほどたってから、もう一度お試しください。"
TOO_MANY_LETTERS = (
    "続けて何通もお送りしたため、しばらく送信を止めています。15分ほどたってから、もう一度お試しください。"
)
HALF = 32
RETRY_AFTER = int(rules.THROTTLE_WINDOW.total_seconds())


@dataclass(frozen=True, slots=True)
class Keys:
    """Whom an attempt counts against: the account (by its e-mail) and the place on the network."""

    account: str
    address: str

    @property
    def account_here(self) -> str:
        """The account as it is tried from this place: a stranger's guesses lock nobody out elsewhere."""
        return self.account[:HALF] + self.address[:HALF]

    def of_account(self) -> ColumnElement[bool]:
        """The failures of the account from anywhere; a range, which the index knows."""
        begins = self.account[:HALF]
        key = Throttle.key_hash
        return (Throttle.kind == ThrottleKind.ACCOUNT) & (key >= begins) & (key < f"{begins}g")


def keys(email: str, address: str) -> Keys:
    return Keys(_hash("account", email), _hash("address", rules.network_of(address)))


def count_failure(tried: Keys, now: datetime) -> None:
    """Keep two rows once the request, which is refused, has been rolled back."""
    beside(lambda: _count({ThrottleKind.ACCOUNT: [tried.account_here], ThrottleKind.ADDRESS: [tried.address]}, now))


def count_letter(asked: Keys, now: datetime) -> None:
    _count({ThrottleKind.LETTER: [asked.account, asked.address]}, now)


def forget_failures(email: str) -> None:
    """Forget the failures of the account from everywhere: whoever owns it has shown it."""
    db.session.execute(delete(Throttle).where(keys(email, "").of_account()))


def _count(tried: dict[ThrottleKind, list[str]], now: datetime) -> None:
    db.session.add_all(Throttle(kind=kind, key_hash=key, at=now) for kind, keys_ in tried.items() for key in keys_)


def _hash(kind: str, value: str) -> str:
    secret: str = current_app.config["SECRET_KEY"]
    return hmac.new(secret.encode(), f"throttle:{kind}:{value}".encode(), hashlib.sha256).hexdigest()
