"""Organisations: which there are, and where a permission holds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select

from app.accounts.models import Membership, Office, Organisation, PermissionGrant, Person
from app.accounts.rules import HOME_ORGANISATION, Permission, Role, roles_with
from app.db import db


def organisations_where(person: Person, permission: Permission) -> Select[int]:
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


def organisations_of(person: Person) -> Select[int]:
    """Ids of the organisations to which the person belongs in any role."""
    return select(Membership.organisation_id).where(Membership.person_id == person.id)


def organisation(slug: str) -> Organisation | None:
    """The organisation of this slug."""
    return db.session.scalar(select(Organisation).where(Organisation.slug == slug))


def home_organisation() -> Organisation | None:
    """The site's own organisation, which owns the starting stock; None before the first load."""
    return organisation(HOME_ORGANISATION)


def places_where(person: Person, permission: Permission) -> frozenset[int]:
    """The same as `organisations_where`, fetched."""
    return frozenset(db.session.scalars(organisations_where(person, permission)))


def permissions_in(person: Person, organisation_id: int) -> frozenset[Permission]:
    """What the person may do in this organisation; an administrator may do everything everywhere."""
    if any(membership.role is Role.ADMINISTRATOR for membership in person.memberships):
        return frozenset(Permission)
    here = (m for m in person.memberships if m.organisation_id == organisation_id)
    return frozenset().union(*(membership.permissions() for membership in here))


def choosable(by: Person, permission: Permission) -> Sequence[Organisation]:
    """The organisations in which somebody holds the permission, by name."""
    there = Organisation.id.in_(organisations_where(by, permission))
    return db.session.scalars(select(Organisation).where(there).order_by(Organisation.name, Organisation.id)).all()


def offices_in(organisation_id: int) -> Sequence[Office]:
    """The offices that an organisation keeps, by name."""
    there = select(Office).where(Office.organisation_id == organisation_id)
    return db.session.scalars(there.order_by(Office.name, Office.id)).all()
