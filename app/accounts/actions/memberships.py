"""Give and take roles, each with its place, recorded in the audit trail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete

from app import audit
from app.accounts import queries
from app.accounts.actions.organisations import add_membership
from app.accounts.actions.sign_in import end_looking
from app.accounts.models import Membership, Organisation, PermissionGrant, Person
from app.accounts.rules import Role
from app.db import db
from app.errors import Conflict

HELD = "この役割は、もう持っています。"
LAST_ADMINISTRATOR = "ただ一人の管理者です。ほかの人を管理者にしてから、外してください。"


def give_role(
    person: Person, organisation: Organisation, role: Role, *, by: Person | None, now: datetime
) -> Membership:
    """Give a role in an organisation; Conflict when it is held already."""
    if any(one.organisation_id == organisation.id and one.role is role for one in person.memberships):
        raise Conflict(HELD)
    made = add_membership(person, organisation, role, now=now)
    db.session.flush()  # the audit row names its id
    after = {"person": person.id, "role": role.value}
    subject = f"membership:{made.id}"
    audit.record("membership.give", subject, by=by.id if by else None, organisation=organisation.id, after=after)
    return made


def take_role(membership: Membership, *, by: Person, now: datetime) -> None:
    """Take a role away with what was granted beside it; refuses the only administrator's."""
    person = membership.person
    others = [one for one in person.memberships if one.role is Role.ADMINISTRATOR and one.id != membership.id]
    if membership.role is Role.ADMINISTRATOR and not others:
        if queries.is_only_administrator(person):
            raise Conflict(LAST_ADMINISTRATOR)
        end_looking(person.id, now=now)
    audit.record(
        "membership.take",
        f"membership:{membership.id}",
        by=by.id,
        organisation=membership.organisation_id,
        before={"person": person.id, "role": membership.role.value},
    )
    db.session.execute(delete(PermissionGrant).where(PermissionGrant.membership_id == membership.id))
    db.session.execute(delete(Membership).where(Membership.id == membership.id))
    db.session.expire(person)
