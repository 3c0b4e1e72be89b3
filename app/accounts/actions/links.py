"""Links in letters: made, kept as a hash, used once; and how often a letter may be asked for."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from app.accounts import queries, rules, throttling
from app.accounts.models import Account, LinkToken
from app.accounts.rules import LinkPurpose
from app.db import db
from app.errors import NotFound, TooMany

UNUSABLE = "このリンクは使えません。期限が切れたか、すでに使われています。もう一度、メールをお申し込みください。"


def hashed(token: str) -> str:
    """What is stored of a link: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    account: Account,
    purpose: LinkPurpose,
    *,
    now: datetime,
    lasts: timedelta = rules.LINK_LASTS,
    payload: dict[str, Any] | None = None,
) -> str:
    """Make a link for one use and give its secret part, which is kept nowhere."""
    token = secrets.token_urlsafe(32)
    db.session.add(
        LinkToken(
            account_id=account.id,
            purpose=purpose,
            token_hash=hashed(token),
            payload=payload or {},
            created_at=now,
            expires_at=now + lasts,
        )
    )
    return token


def link(token: str, purpose: LinkPurpose, *, now: datetime) -> LinkToken:
    """Look at a link without using it; NotFound when it is used, expired or for something else."""
    found = queries.usable_link(hashed(token), purpose, now)
    if found is None:
        raise NotFound(UNUSABLE)
    return found


def redeem(token: str, purpose: LinkPurpose, *, now: datetime) -> LinkToken:
    """Use a link up; of two who try at once only one gets it."""
    found = queries.usable_link(hashed(token), purpose, now, lock=True)
    if found is None:
        raise NotFound(UNUSABLE)
    found.used_at = now
    return found


def revoke(account: Account, *purposes: LinkPurpose, now: datetime) -> None:
    """Make all open links of these purposes worthless."""
    db.session.execute(
        update(LinkToken)
        .where(LinkToken.account_id == account.id, LinkToken.purpose.in_(purposes), LinkToken.used_at.is_(None))
        .values(used_at=now)
    )


def may_ask_for_letter(email: str, *, address: str, now: datetime) -> None:
    """Count a letter asked for; TooMany when there were too many of late, whether or not the address is known."""
    asked = throttling.keys(email, address)
    to_account, from_address = queries.letters_asked(asked.account, asked.address, now)
    if to_account >= rules.LETTERS_PER_RECIPIENT or from_address >= rules.LETTERS_PER_ADDRESS:
        raise TooMany(throttling.TOO_MANY_LETTERS, retry_after=throttling.RETRY_AFTER)
    throttling.count_letter(asked, now)
