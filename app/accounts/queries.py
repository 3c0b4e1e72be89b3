"""Find people: who is signed in, what they may do where."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import (
    Account,
    AccountSession,
    Accommodation,
    Membership,
    Organisation,
    PermissionGrant,
    Person,
)
from app.accounts.rules import HOME_ORGANISATION, Aid, Help, Permission, Role, roles_with
from app.db import db


def live_session(session_id: int, now: datetime) -> AccountSession | None:
    """The signed-in device with its account, person and memberships, in one query.

    None when it was signed out, has expired, or everything was signed out at once.
    """
    return db.session.scalars(
        select(AccountSession)
        .join(AccountSession.account)
        .where(
            AccountSession.id == session_id,
            AccountSession.ended_at.is_(None),
            AccountSession.expires_at > now,
            AccountSession.auth_version == Account.auth_version,
        )
        .options(
            contains_eager(AccountSession.account)
            .joinedload(Account.person)
            .joinedload(Person.memberships)
            .joinedload(Membership.grants)
        )
    ).unique().one_or_none()


def organisations_where(person: Person, permission: Permission) -> Select[tuple[int]]:
    """Ids of the organisations in which the person holds the permission; for use inside a query.

    An administrator holds every permission in every organisation.
    """
    if any(membership.role is Role.ADMINISTRATOR for membership in person.memberships):
        return select(Organisation.id)
    granted = select(PermissionGrant.membership_id).where(PermissionGrant.permission == permission)
    return select(Membership.organisation_id).where(
        Membership.person_id == person.id,
        Membership.role.in_(roles_with(permission)) | Membership.id.in_(granted),
    )


def organisations_of(person: Person) -> Select[tuple[int]]:
    """Ids of the organisations to which the person belongs in any role."""
    return select(Membership.organisation_id).where(Membership.person_id == person.id)


def organisation(slug: str) -> Organisation | None:
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def home_organisation() -> Organisation | None:
    """The site's own organisation, which owns the starting stock; None before the first load."""
    return organisation(HOME_ORGANISATION)


def account_by_email(email: str) -> Account | None:
    """The account of a normalised address."""
    return db.session.scalar(
        select(Account).where(Account.email == email).options(joinedload(Account.person))
    )


def help_for(person_id: int, today: date) -> Help:
    """What the person's accommodation in force comes to today; nothing special when there is none."""
    granted = db.session.scalar(
        select(Accommodation).where(
            Accommodation.person_id == person_id,
            Accommodation.ended_at.is_(None),
            Accommodation.valid_until_on.is_(None) | (Accommodation.valid_until_on >= today),
        )
    )
    if granted is None:
        return Help()
    return Help(granted.factor, frozenset(Aid(aid) for aid in granted.aids))
