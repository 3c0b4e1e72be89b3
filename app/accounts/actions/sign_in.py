"""Coming in and going out: devices that are signed in, passwords that are asked for, throttled when guessed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app import audit
from app.accounts import passwords, queries, rules, throttling
from app.accounts.actions import links
from app.accounts.models import Account, AccountSession, Credential
from app.accounts.queries.sign_in import SignInFacts
from app.accounts.rules import CredentialKind, LinkPurpose, SignInRefusal
from app.db import beside, db
from app.errors import TooMany

UNKNOWN = "unknown"


def sign_in(email: str, password: str, *, address: str, device: str, now: datetime) -> AccountSession | SignInRefusal:
    """Sign a device in, or say why not; TooMany after too many failures, before any password is looked at."""
    tried = throttling.keys(email, address)
    facts = queries.sign_in_facts(Account.email == email, tried, now)
    refuse_when_throttled(facts)
    db.session.rollback()  # a hash takes a tenth of a second: no lock and no connection waits for it
    right = passwords.verifies(password, facts.secret)
    if not right or facts.account_id is None or facts.auth_version is None or facts.secret is None:
        _count_failure(tried, facts, now)
        return SignInRefusal.WRONG
    if not facts.confirmed:
        return SignInRefusal.UNCONFIRMED
    if facts.account_failures:
        throttling.forget_failures(email)
    if passwords.outdated(facts.secret):
        _store_stronger(facts.account_id, passwords.hashed(password))
    return open_session(facts.account_id, facts.auth_version, device=device, now=now)


def open_session(account_id: int, auth_version: int, *, device: str, now: datetime) -> AccountSession:
    """A new signed-in device; it lives until it is signed out, or as long as a session may."""
    session = AccountSession(
        account_id=account_id,
        auth_version=auth_version,
        created_at=now,
        expires_at=now + rules.SESSION_LASTS,
        device=device,
    )
    db.session.add(session)
    db.session.flush()  # the cookie carries its id
    return session


def end_session(session: AccountSession, *, now: datetime) -> None:
    """Sign one device out; a second time changes nothing.

    Which of an administrator's devices looks through somebody's eyes nobody has noted: that ends as well.
    """
    session.ended_at = session.ended_at or now
    if session.behind_id is None and queries.is_administrator(session.person):
        end_looking(session.person.id, now=now)


def end_all_sessions(account: Account, *, now: datetime) -> None:
    """Sign every device out at once, this one too; no link that was sent before lets one in again."""
    account.auth_version += 1
    links.revoke(account, LinkPurpose.SIGN_IN, now=now)
    end_looking(account.person_id, now=now)


def end_looking(person_id: int, *, now: datetime) -> None:
    """Close the eyes of others through which this person looks: those sessions are not of their own account."""
    behind = (AccountSession.behind_id == person_id) & AccountSession.ended_at.is_(None)
    db.session.execute(update(AccountSession).where(behind).values(ended_at=now))


def check_password(account: Account, password: str, *, address: str, now: datetime) -> bool:
    """Is it the signed-in person's own password? Guesses are counted as at the sign-in page."""
    # Who came by a card has no e-mail: the failures of all of them are not one account's.
    tried = throttling.keys(account.email or f"account:{account.id}", address)
    facts = queries.sign_in_facts(Account.id == account.id, tried, now)
    refuse_when_throttled(facts)
    db.session.rollback()  # as in sign_in
    right = passwords.verifies(password, facts.secret)
    if not right:
        _count_failure(tried, facts, now)
    return right


def refuse_when_throttled(facts: SignInFacts) -> None:
    """TooMany where too many guesses were made of late."""
    if (
        facts.failures_here >= rules.FAILURES_PER_ACCOUNT_AND_ADDRESS
        or facts.account_failures >= rules.FAILURES_PER_ACCOUNT
        or facts.address_failures >= rules.FAILURES_PER_ADDRESS
    ):
        raise TooMany(throttling.TOO_OFTEN, retry_after=throttling.RETRY_AFTER)


def _count_failure(tried: throttling.Keys, facts: SignInFacts, now: datetime) -> None:
    """Count it, and enter the failure that closes a door into the audit trail: that one alone, not each knock."""
    throttling.count_failure(tried, now)
    closes_here = facts.failures_here + 1 == rules.FAILURES_PER_ACCOUNT_AND_ADDRESS
    if closes_here or facts.account_failures + 1 == rules.FAILURES_PER_ACCOUNT:
        subject = f"account:{facts.account_id or UNKNOWN}"
        beside(lambda: audit.record("account.throttled", subject, by=None))


def _store_stronger(account_id: int, secret: str) -> None:
    db.session.execute(
        update(Credential)
        .where(Credential.account_id == account_id, Credential.kind == CredentialKind.PASSWORD)
        .values(secret=secret)
    )
