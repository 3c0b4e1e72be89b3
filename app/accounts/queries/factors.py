"""What an account can show beside its password, and whether it must."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Account, AccountSession, Credential, Membership
from app.accounts.models.site import Setting
from app.accounts.queries.site import site_settings
from app.accounts.rules import CredentialKind, Role
from app.accounts.rules.second import PENDING_MINUTES
from app.accounts.rules.settings import SITE, SiteSettings
from app.db import db
from app.errors import NotFound

NO_SUCH_PASSKEY = "このパスキーは、もう登録されていません。"
TOO_LATE = "時間がたったため、最初からやり直してください。サインインのページに戻ります。"
PENDING = timedelta(minutes=PENDING_MINUTES)
SECOND = (CredentialKind.TOTP, CredentialKind.PASSKEY)


def totp_of(account_id: int, *, lock: bool = False) -> Credential | None:
    """The account's authenticator app; with `lock` no other sign-in uses the same code meanwhile."""
    wanted = select(Credential).where(Credential.account_id == account_id, Credential.kind == CredentialKind.TOTP)
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def passkeys_of(account_id: int) -> Sequence[Credential]:
    """The account's passkeys, the oldest first."""
    wanted = select(Credential).where(Credential.account_id == account_id, Credential.kind == CredentialKind.PASSKEY)
    return db.session.scalars(wanted.order_by(Credential.id)).all()


def identities_of(account_id: int) -> Sequence[Credential]:
    """Where else the account's person can sign in: the providers of organisations."""
    wanted = select(Credential).where(Credential.account_id == account_id, Credential.kind == CredentialKind.OIDC)
    return db.session.scalars(wanted.order_by(Credential.id)).all()


def own_passkey(credential_id: int, account_id: int) -> Credential:
    """A passkey of this account; another's is not found."""
    found = next((one for one in passkeys_of(account_id) if one.id == credential_id), None)
    if found is None:
        raise NotFound(NO_SUCH_PASSKEY)
    return found


def recovery_codes_left(account_id: int) -> int:
    """How many codes to recover with are not used."""
    left = (Credential.account_id == account_id) & (Credential.kind == CredentialKind.RECOVERY)
    return db.session.scalar(select(func.count()).select_from(Credential).where(left)) or 0


def has_second(account_id: int) -> bool:
    """Has the account an app or a passkey?"""
    held = (Credential.account_id == account_id) & Credential.kind.in_(SECOND)
    return bool(db.session.scalar(select(func.count()).select_from(Credential).where(held)))


def owes_second(account_id: int) -> bool:
    """Has the account an app or a passkey, or must it have one? In one statement, which every sign-in asks."""
    held = (Credential.account_id == account_id) & Credential.kind.in_(SECOND)
    chosen = select(Setting.value).where(Setting.key == SITE).scalar_subquery()
    count = select(func.count()).select_from(Credential).where(held).scalar_subquery()
    has, settings = db.session.execute(select(count, chosen)).one()
    return bool(has) or _demanded(account_id, SiteSettings.of(settings or {}).second_factor_roles)


def must_have_second(account_id: int) -> bool:
    """Does one of the person's roles demand a second factor by the settings of the site?"""
    return _demanded(account_id, site_settings().second_factor_roles)


def _demanded(account_id: int, demanding: frozenset[Role]) -> bool:
    if not demanding:
        return False
    whose = select(Account.person_id).where(Account.id == account_id).scalar_subquery()
    held = (Membership.person_id == whose) & Membership.role.in_(demanding)
    return bool(db.session.scalar(select(func.count()).select_from(Membership).where(held)))


def awaiting(session_id: int, now: datetime) -> AccountSession:
    """The device that has shown a password and owes the second factor; NotFound when it took too long."""
    found = still_awaiting(session_id, now)
    if found is None:
        raise NotFound(TOO_LATE)
    return found


def still_awaiting(session_id: int, now: datetime) -> AccountSession | None:
    """The same; None when it took too long, or came in otherwise meanwhile."""
    found: AccountSession | None = db.session.scalar(
        select(AccountSession)
        .join(AccountSession.account)
        .where(
            AccountSession.id == session_id,
            AccountSession.awaits_second.is_(True),
            AccountSession.ended_at.is_(None),
            AccountSession.created_at > now - PENDING,
            AccountSession.auth_version == Account.auth_version,
        )
    )
    return found
