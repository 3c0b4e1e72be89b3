"""Coming in without a password: a link in a letter, once."""

from __future__ import annotations

from datetime import datetime

from app.accounts import letters, queries, rules, throttling
from app.accounts.actions import links
from app.accounts.models import Account
from app.accounts.rules import LinkPurpose
from app.db import db


def ask_sign_in_link(email: str, *, address: str, now: datetime) -> None:
    """Send a link that signs in; an address without a confirmed account gets a letter that says so."""
    links.may_ask_for_letter(email, address=address, now=now)
    account = queries.account_by_email(email)
    if account is None or account.email_confirmed_at is None:
        letters.no_account(email)
        return
    links.revoke(account, LinkPurpose.SIGN_IN, now=now)
    token = links.issue(account, LinkPurpose.SIGN_IN, now=now, lasts=rules.RESET_LASTS)
    letters.sign_in_link(email, token)


def use_sign_in_link(token: str, *, now: datetime) -> Account:
    """The account of the bearer of the letter; the link is used up, guesses at its password are forgotten."""
    link = links.redeem(token, LinkPurpose.SIGN_IN, now=now)
    account = db.session.get_one(Account, link.account_id)
    throttling.forget_failures(account.email or "")
    return account
