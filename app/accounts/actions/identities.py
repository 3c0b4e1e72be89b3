"""Coming in with the account of one's organisation: whose account here it is, or a new one."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts import queries, rules, sealing
from app.accounts.actions.sign_up import open_account
from app.accounts.models import Account, Credential, Organisation, Person
from app.accounts.models.providers import IdentityProvider
from app.accounts.oidc import Claims
from app.accounts.queries import providers as find
from app.accounts.rules import CredentialKind, Role
from app.db import beside, db
from app.errors import Conflict, Refusal

KNOWN = (
    "このメールアドレスには、すでに登録があります。"
    "先にサインインして、アカウントの「パスキー・認証アプリ」から団体のアカウントとつないでください。"
)
SOMEBODY_ELSE_S = "この団体のアカウントは、別の方の登録とつながっています。"
NOT_BELIEVED = "団体のアカウントを確かめられませんでした。最初からやり直すか、団体の担当者にお知らせください。"
NAMELESS = "（氏名未登録）"


def account_for(provider: IdentityProvider, claims: Claims, *, now: datetime) -> Account:
    """The account of this person; a new one for somebody who is not here yet.

    An address that is known here is no proof: a provider of one organisation would open the accounts of
    all the others by naming their addresses. Whoever has an account connects it while signed in.
    """
    known = find.identity(_key(provider, claims))
    if known is not None:
        known.last_used_at = now
        return known.account
    email = rules.normal_email(claims.email) if claims.email and rules.is_email(claims.email) else None
    if email is not None and queries.account_by_email(email) is not None:
        raise Conflict(KNOWN)
    name = claims.name[: rules.LONGEST_NAME] or NAMELESS
    account = open_account(name, "", email, role=Role.LEARNER, organisation=provider.organisation, now=now)
    _connect(account, provider, claims, now)
    return account


def connect(account: Account, provider: IdentityProvider, claims: Claims, *, now: datetime) -> None:
    """Let the signed-in account be opened by this provider too; refuses what is somebody else's."""
    known = find.identity(_key(provider, claims))
    if known is None:
        _connect(account, provider, claims, now)
    elif known.account_id != account.id:
        raise Conflict(SOMEBODY_ELSE_S)


def disbelieve(provider_id: int, organisation_id: int, lie: str) -> Refusal:
    """What to raise when a provider lied; which lie it was stands in the audit trail."""
    subject = f"identity_provider:{provider_id}"
    beside(lambda: audit.record("oidc.refused", subject, by=None, organisation=organisation_id, after={"lie": lie}))
    return Refusal(NOT_BELIEVED)


def set_provider(
    organisation: Organisation, *, name: str, issuer: str, client_id: str, secret: str | None, by: Person, now: datetime
) -> None:
    """Let the organisation's people sign in there; without a new secret the old one stays."""
    provider = find.provider_of(organisation.id)
    if provider is None:
        provider = IdentityProvider(organisation=organisation, client_secret=sealing.seal(""), created_at=now)
        db.session.add(provider)
    provider.name, provider.issuer, provider.client_id = name, issuer, client_id
    if secret:
        provider.client_secret = sealing.seal(secret)
    db.session.flush()  # the audit row names its id
    after = {"issuer": issuer, "client": client_id, "secret": bool(secret)}
    subject = f"identity_provider:{provider.id}"
    audit.record("oidc.set", subject, by=by.id, organisation=organisation.id, after=after)


def drop_provider(provider: IdentityProvider, *, by: Person) -> None:
    """Nobody comes in that way any more; their accounts stay."""
    subject, place = f"identity_provider:{provider.id}", provider.organisation_id
    audit.record("oidc.drop", subject, by=by.id, organisation=place, before={"issuer": provider.issuer})
    db.session.delete(provider)


def _connect(account: Account, provider: IdentityProvider, claims: Claims, now: datetime) -> None:
    kind, label = CredentialKind.OIDC, provider.name
    key = _key(provider, claims)
    db.session.add(Credential(account_id=account.id, kind=kind, secret=key, label=label, created_at=now))
    audit.record("account.oidc_add", f"account:{account.id}", by=account.person_id)


def _key(provider: IdentityProvider, claims: Claims) -> str:
    """A subject is one person at one issuer alone."""
    return f"{provider.issuer} {claims.subject}"
