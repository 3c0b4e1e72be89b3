"""Invitations: those of an organisation, and the one of a token."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_where, permissions_in
from app.accounts.rules import Permission
from app.admin.models import Invitation
from app.admin.rules import POWERLESS, InvitationState, invitable
from app.db import db
from app.errors import NotFound
from app.lists import Wanted, Wish

NO_SUCH_INVITATION = "この招待は見つかりません。アドレスの終わりまで開いているか、お確かめください。"


def invitations_wanted(by: Person, wish: Wish, now: datetime) -> Wanted:
    """The invitations of the organisations where `by` sees people; by name, reading or address; in one state."""
    wanted: Wanted = (
        select(Invitation)
        .join(Invitation.organisation)
        .where(Invitation.organisation_id.in_(organisations_where(by, Permission.SEE_PEOPLE)))
        .options(contains_eager(Invitation.organisation))
    )
    state = wish.narrowed.get("state")
    if state in set(InvitationState):
        wanted = wanted.where(_is(InvitationState(state), now))
    if wish.search:
        said = (Invitation.name, Invitation.kana, Invitation.email, Organisation.name)
        found = said[0].contains(wish.search, autoescape=True)
        for one in said[1:]:
            found |= one.contains(wish.search, autoescape=True)
        wanted = wanted.where(found)
    return wanted


def _is(state: InvitationState, now: datetime) -> ColumnElement[bool]:
    used, revoked = Invitation.used_at.is_not(None), Invitation.revoked_at.is_not(None)
    over = Invitation.expires_at <= now
    return {
        InvitationState.USED: used,
        InvitationState.REVOKED: revoked,
        InvitationState.EXPIRED: ~used & ~revoked & over,
        InvitationState.OPEN: ~used & ~revoked & ~over,
    }[state]


def invitation_where(invitation_id: int, by: Person) -> Invitation:
    """One invitation of an organisation where `by` sees people; any other is not found."""
    found = db.session.scalar(
        select(Invitation).where(
            Invitation.id == invitation_id,
            Invitation.organisation_id.in_(organisations_where(by, Permission.SEE_PEOPLE)),
        )
    )
    if found is None:
        raise NotFound(NO_SUCH_INVITATION)
    return found


def may_offer(by: Person, invitation: Invitation) -> bool:
    """May `by` give the role of this invitation in its organisation, today?"""
    held = permissions_in(by, invitation.organisation_id)
    return Permission.SEE_PEOPLE in held and invitation.role in invitable(Permission.ADMINISTER in held)


def state_of(invitation: Invitation, now: datetime) -> InvitationState:
    """What its bearer finds: power over others is taken back together with the rights of whoever offered it.

    Otherwise a card made in time would give an administrator back what was taken from them.
    """
    state = invitation.state(now)
    if state is not InvitationState.OPEN or invitation.role in POWERLESS:
        return state
    writer = db.session.get_one(Person, invitation.invited_by_id)
    return state if may_offer(writer, invitation) else InvitationState.REVOKED


def by_token(token_hash: str, *, lock: bool = False) -> Invitation:
    """The invitation of this token, whatever has become of it; with `lock` nobody else uses it meanwhile."""
    wanted = select(Invitation).where(Invitation.token_hash == token_hash).options(joinedload(Invitation.organisation))
    found = db.session.scalar(wanted.with_for_update(of=Invitation) if lock else wanted)
    if found is None:
        raise NotFound(NO_SUCH_INVITATION)
    return found
