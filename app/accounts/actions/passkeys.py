"""Passkeys of an account: added, used, taken away."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app import audit
from app.accounts import letters, passkeys, queries, rules, throttling
from app.accounts.actions.factors import LAST_FACTOR
from app.accounts.actions.sign_in import refuse_when_throttled
from app.accounts.models import Account, Credential
from app.accounts.passkeys import NOT_GENUINE, NotGenuine, Passkey, Site
from app.accounts.queries import factors
from app.accounts.rules import CredentialKind
from app.db import db
from app.errors import Conflict, Refusal

MOST = 10
TOO_MANY = f"パスキーは{MOST}個までです。使わないものを外してください。"


def ask_to_register(account: Account, site: Site) -> dict[str, Any]:
    """The question to the browser; Conflict when there are too many already."""
    held = _held(account.id)
    if len(held) >= MOST:
        raise Conflict(TOO_MANY)
    name = account.email or account.person.name
    return passkeys.registration(site, account_id=account.id, name=name, held=held)


def add_passkey(
    account: Account, answer: dict[str, Any], challenge: str, *, site: Site, label: str, now: datetime
) -> None:
    """Keep the passkey that the browser has made; refuses an answer that is not genuine."""
    try:
        made = passkeys.registered(site, answer, challenge)
    except NotGenuine as error:
        raise Refusal(NOT_GENUINE) from error
    kind = CredentialKind.PASSKEY
    db.session.add(Credential(account_id=account.id, kind=kind, secret=made.stored(), label=label[:60], created_at=now))
    audit.record("account.passkey_add", f"account:{account.id}", by=account.person_id)
    letters.second_factor_changed(account.email or "", added=True)


def remove_passkey(account: Account, credential: Credential) -> None:
    """Forget one; refuses the last factor of somebody whose role demands one."""
    others = len(factors.passkeys_of(account.id)) - 1
    if not others and factors.must_have_second(account.id) and factors.totp_of(account.id) is None:
        raise Conflict(LAST_FACTOR)
    db.session.delete(credential)
    audit.record("account.passkey_remove", f"account:{account.id}", by=account.person_id)
    letters.second_factor_changed(account.email or "", added=False)


def account_shown(answer: dict[str, Any], challenge: str, *, site: Site, address: str, now: datetime) -> Account:
    """The account whose passkey has signed the challenge; refuses any other answer, and counts it."""
    account_id = passkeys.account_of(answer)
    # Nobody guesses a signature: from one place an account is barred in that place alone, for its owner nowhere else.
    tried = throttling.keys(f"passkey:{account_id}:{rules.network_of(address)}", address)
    refuse_when_throttled(queries.sign_in_facts(Account.id == account_id, tried, now))
    account = db.session.get(Account, account_id) if account_id is not None else None
    if account is None or account.erased_at is not None:
        throttling.count_failure(tried, now)
        raise Refusal(NOT_GENUINE)
    rows = {Passkey.read(row.secret).id: row for row in factors.passkeys_of(account.id)}
    try:
        used = passkeys.shown(site, answer, challenge, _held(account.id))
    except NotGenuine as error:
        throttling.count_failure(tried, now)
        raise Refusal(NOT_GENUINE) from error
    rows[used.id].secret, rows[used.id].last_used_at = used.stored(), now
    return account


def _held(account_id: int) -> list[Passkey]:
    return [Passkey.read(row.secret) for row in factors.passkeys_of(account_id)]
