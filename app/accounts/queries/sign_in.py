"""Accounts: who is signed in, on what, and all that decides a sign-in or the use of a link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Account, AccountSession, Credential, LinkToken, Membership, Person, Throttle
from app.accounts.rules import THROTTLE_WINDOW, CredentialKind, LinkPurpose, ThrottleKind
from app.accounts.throttling import Keys
from app.db import UtcDateTime, db
from app.errors import NotFound

NO_SUCH_DEVICE = "この端末は、もう一覧にありません。画面を開き直してください。"


# Every page asks this: built once, so that only the values are new.
LIVE = (
    select(AccountSession)
    .join(AccountSession.account)
    .where(
        AccountSession.id == bindparam("session_id"),
        AccountSession.ended_at.is_(None),
        AccountSession.expires_at > bindparam("now", type_=UtcDateTime()),
        AccountSession.auth_version == Account.auth_version,
        AccountSession.awaits_second.is_(False),
    )
    .options(
        contains_eager(AccountSession.account)
        .joinedload(Account.person)
        .joinedload(Person.memberships)
        .joinedload(Membership.grants)
    )
)


def live_session(session_id: int, now: datetime) -> AccountSession | None:
    """The signed-in device with its account, person and memberships, in one query.

    None when it was signed out, has expired, or everything was signed out at once.
    """
    return db.session.scalars(LIVE, {"session_id": session_id, "now": now}).unique().one_or_none()


@dataclass(frozen=True, slots=True)
class SignInFacts:
    """All that decides a sign-in, as plain values: they outlive the transaction that read them."""

    failures_here: int
    account_failures: int
    address_failures: int
    account_id: int | None
    auth_version: int | None
    confirmed: bool
    secret: str | None


def sign_in_facts(whose: ColumnElement[bool], tried: Keys, now: datetime) -> SignInFacts:
    """What is known of the account and of recent failures, in one statement; an unknown one has no id."""
    since = now - THROTTLE_WINDOW
    nobody = select(
        _attempts(ThrottleKind.ACCOUNT, tried.account_here, since).label("failures_here"),
        _recent(tried.of_account(), since).label("account_failures"),
        _attempts(ThrottleKind.ADDRESS, tried.address, since).label("address_failures"),
    ).subquery()
    row = db.session.execute(
        select(nobody, Account.id, Account.auth_version, Account.email_confirmed_at, Credential.secret)
        .select_from(nobody)
        .outerjoin(Account, whose)
        .outerjoin(Credential, (Credential.account_id == Account.id) & (Credential.kind == CredentialKind.PASSWORD))
    ).one()
    return SignInFacts(row[0], row[1], row[2], row[3], row[4], row[5] is not None, row[6])


def letters_asked(account_key: str, address_key: str, now: datetime) -> tuple[int, int]:
    """How many letters were asked for of late, to this address and from this place."""
    since = now - THROTTLE_WINDOW
    row = db.session.execute(
        select(
            _attempts(ThrottleKind.LETTER, account_key, since).label("account"),
            _attempts(ThrottleKind.LETTER, address_key, since).label("address"),
        )
    ).one()
    return row[0], row[1]


def _attempts(kind: ThrottleKind, key: str, since: datetime) -> ColumnElement[int]:
    return _recent((Throttle.kind == kind) & (Throttle.key_hash == key), since)


def _recent(wanted: ColumnElement[bool], since: datetime) -> ColumnElement[int]:
    return select(func.count()).select_from(Throttle).where(wanted, Throttle.at > since).scalar_subquery()


def password_of(account_id: int) -> Credential | None:
    """The account's one password; None where it signs in otherwise, or not yet."""
    return db.session.scalar(
        select(Credential).where(Credential.account_id == account_id, Credential.kind == CredentialKind.PASSWORD)
    )


def usable_link(token_hash: str, purpose: LinkPurpose, now: datetime, *, lock: bool = False) -> LinkToken | None:
    """The link of this purpose, unused and not yet expired, of an account that is not erased.

    With `lock` nobody else can use it until the transaction ends.
    """
    wanted = (
        select(LinkToken)
        .join(Account, Account.id == LinkToken.account_id)
        .where(
            LinkToken.token_hash == token_hash,
            LinkToken.purpose == purpose,
            LinkToken.used_at.is_(None),
            LinkToken.expires_at > now,
            Account.erased_at.is_(None),
        )
    )
    return db.session.scalar(wanted.with_for_update(of=LinkToken) if lock else wanted)


def account_by_email(email: str, *, lock: bool = False) -> Account | None:
    """The account of a normalised address; with `lock` as nobody else can change it until the transaction ends."""
    wanted = select(Account).where(Account.email == email).options(joinedload(Account.person))
    if lock:
        wanted = wanted.with_for_update(of=Account).execution_options(populate_existing=True)
    return db.session.scalar(wanted)


def account_of(person_id: int) -> Account | None:
    """The person's account, an erased one too."""
    return db.session.scalar(select(Account).where(Account.person_id == person_id))


def devices(account: Account, now: datetime) -> Sequence[AccountSession]:
    """Where the account is signed in, newest first."""
    return db.session.scalars(
        select(AccountSession)
        .where(
            AccountSession.account_id == account.id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.auth_version == account.auth_version,
            AccountSession.awaits_second.is_(False),
        )
        .order_by(AccountSession.id.desc())
    ).all()


def own_device(session_id: int, account: Account) -> AccountSession:
    """A device of this account; another's is not found."""
    device = db.session.get(AccountSession, session_id)
    if device is None or device.account_id != account.id:
        raise NotFound(NO_SUCH_DEVICE)
    return device
