"""Organisations and who belongs to them in which role."""

from __future__ import annotations

import re
from datetime import datetime

from app import audit
from app.accounts import queries
from app.accounts.models import Membership, Organisation, Person
from app.accounts.rules import HOME_NAME, HOME_ORGANISATION, Role
from app.db import db
from app.errors import Conflict, Refusal

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 64


def home_organisation(now: datetime) -> Organisation:
    """The site's own organisation, made when it is first asked for."""
    found = queries.home_organisation()
    if found is None:
        found = Organisation(slug=HOME_ORGANISATION, name=HOME_NAME, created_at=now)
        db.session.add(found)
        db.session.flush()  # those who ask need its id
    return found


def check_slug(slug: str) -> None:
    """Refuse a slug that is taken or that does not fit into an address."""
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST_SLUG:
        raise Refusal("団体の識別名は、半角の小文字・数字・ハイフンで64文字までにしてください。")
    if queries.organisation(slug) is not None:
        raise Conflict(f"識別名が {slug} の団体は、すでにあります。")


def create_organisation(slug: str, name: str, *, by: int | None, now: datetime) -> Organisation:
    """Add an organisation; refuses a slug that is taken or that does not fit into an address."""
    check_slug(slug)
    if not name.strip():
        raise Refusal("団体の名前を入力してください。")
    made = Organisation(slug=slug, name=name.strip(), created_at=now)
    db.session.add(made)
    db.session.flush()  # the audit row names its id
    audit.record("organisation.create", f"organisation:{made.id}", by=by, organisation=made.id, after={"slug": slug})
    return made


def add_membership(person: Person, organisation: Organisation, role: Role, *, now: datetime) -> Membership:
    """Give the person a role in the organisation; a role that is held already stays as it is."""
    for membership in person.memberships:
        if membership.organisation is organisation and membership.role is role:
            return membership
    made = Membership(organisation=organisation, role=role, created_at=now)
    person.memberships.append(made)
    return made
