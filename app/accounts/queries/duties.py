"""Find who holds a duty in an organisation."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Membership, Person
from app.accounts.queries.places import organisations_where
from app.accounts.rules import Permission, roles_with
from app.db import db
from app.errors import NotFound


def memberships_with(permission: Permission, by: Person, managing: Permission) -> Sequence[Membership]:
    """Memberships whose role holds the permission, in the organisations where `by` holds `managing`."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(
            Membership.role.in_(roles_with(permission)),
            Membership.organisation_id.in_(organisations_where(by, managing)),
        )
        .order_by(Membership.organisation_id, Person.kana, Membership.id)
        .options(joinedload(Membership.person), joinedload(Membership.organisation), selectinload(Membership.grants))
    ).all()


def membership_where(membership_id: int, by: Person, managing: Permission, *, of: Person | None = None) -> Membership:
    """One membership, `of` this person where one is named, of an organisation where `by` holds `managing`."""
    found = db.session.scalar(
        select(Membership).where(
            Membership.id == membership_id, Membership.organisation_id.in_(organisations_where(by, managing))
        )
    )
    if found is None or (of is not None and found.person_id != of.id):
        raise NotFound("この人は見つかりません。一覧から選んでください。")
    return found
