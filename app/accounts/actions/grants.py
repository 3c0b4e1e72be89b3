"""Give and take permissions beyond a role: reviewer, law checker."""

from __future__ import annotations

from app import audit
from app.accounts.models import Membership, PermissionGrant
from app.accounts.rules import GRANTABLE, Permission
from app.db import db


def set_grants(membership: Membership, wanted: frozenset[Permission], *, by: int) -> None:
    """From now on the membership holds exactly these beside its role; only what is grantable counts."""
    held = {grant.permission: grant for grant in membership.grants}
    wanted &= GRANTABLE
    if wanted == held.keys() & GRANTABLE:
        return
    for permission in sorted((held.keys() & GRANTABLE) - wanted):
        membership.grants.remove(held[permission])
        db.session.delete(held[permission])
    membership.grants.extend(PermissionGrant(permission=permission) for permission in sorted(wanted - held.keys()))
    audit.record(
        "membership.grant",
        f"membership:{membership.id}",
        by=by,
        organisation=membership.organisation_id,
        before={"granted": sorted(held.keys() & GRANTABLE)},
        after={"granted": sorted(wanted)},
    )
