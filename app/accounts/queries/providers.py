"""The providers of organisations, and whose account somebody there is."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Account, Credential, Organisation
from app.accounts.models.providers import IdentityProvider
from app.accounts.rules import CredentialKind
from app.db import db
from app.errors import NotFound

NO_PROVIDER = "この団体のアカウントでは、サインインできません。識別名を団体にお確かめください。"


def provider(provider_id: int) -> IdentityProvider:
    """One provider; NotFound when there is none."""
    found = db.session.get(IdentityProvider, provider_id)
    if found is None:
        raise NotFound(NO_PROVIDER)
    return found


def provider_of(organisation_id: int) -> IdentityProvider | None:
    """The provider of an organisation, where it has one."""
    return db.session.scalar(select(IdentityProvider).where(IdentityProvider.organisation_id == organisation_id))


def provider_by_slug(slug: str) -> IdentityProvider | None:
    """The provider of the organisation of this slug."""
    there = select(Organisation.id).where(Organisation.slug == slug)
    return db.session.scalar(select(IdentityProvider).where(IdentityProvider.organisation_id.in_(there)))


def identity(key: str) -> Credential | None:
    """The credential of somebody at a provider, of an account that is not erased."""
    return db.session.scalar(
        select(Credential)
        .join(Credential.account)
        .where(Credential.kind == CredentialKind.OIDC, Credential.secret == key, Account.erased_at.is_(None))
    )
