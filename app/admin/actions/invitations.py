"""Invite people, and let those in who hold the link or the card: once, and nobody else."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from app import audit
from app.accounts import queries
from app.accounts.actions import add_membership, ask_email_change, open_account
from app.accounts.models import Account, Organisation, Person
from app.accounts.rules import ROLE_LABELS, Permission, Role
from app.admin import letters, rules
from app.admin.models import Invitation
from app.admin.queries import invitations as find
from app.admin.rules import Guest, InvitationState
from app.db import beside, db
from app.errors import Conflict, Forbidden, Refusal

NOT_OFFERED = "この役割には招待できません。"
TOO_MANY = f"一度に招待できるのは{rules.MOST_INVITED}人までです。分けて招待してください。"
ANOTHER = "この招待は、別のメールアドレスの方あてです。サインアウトしてから、届いたリンクを開き直してください。"
KNOWN = "このメールアドレスには、すでに登録があります。サインインしてから、このリンクをもう一度開いてください。"


def hashed(token: str) -> str:
    """What is stored of a link: whoever reads the table cannot use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def invite(
    guests: Sequence[Guest], *, organisation: Organisation, role: Role, by: Person, now: datetime
) -> list[tuple[Invitation, str]]:
    """Invite them all; those with an address get a letter. Each with its token, which is kept nowhere."""
    administers = Permission.ADMINISTER in queries.permissions_in(by, organisation.id)
    if role not in rules.invitable(administers):
        raise Forbidden(NOT_OFFERED)
    if len(guests) > rules.MOST_INVITED:
        raise Refusal(TOO_MANY)
    made = [_invite(guest, organisation, role, by, now) for guest in guests]
    db.session.flush()  # the audit rows name their ids
    for invitation, token in made:
        _record("invitation.make", invitation, by.id)
        if invitation.email:
            letters.invited(invitation.email, invitation.name, organisation.name, ROLE_LABELS[role], token)
    return made


def _invite(guest: Guest, organisation: Organisation, role: Role, by: Person, now: datetime) -> tuple[Invitation, str]:
    token = secrets.token_urlsafe(24)
    made = Invitation(
        organisation=organisation,
        role=role,
        name=guest.name,
        kana=guest.kana,
        email=guest.email,
        token_hash=hashed(token),
        invited_by_id=by.id,
        created_at=now,
        expires_at=now + rules.INVITATION_LASTS,
    )
    db.session.add(made)
    return made, token


def again(invitation: Invitation, *, by: Person, now: datetime) -> str:
    """A fresh link or card in the place of one that was lost; the old one is worth nothing any more.

    It is offered anew, by whoever asks for it: refuses a role that they could not invite to.
    """
    if not find.may_offer(by, invitation):
        raise Forbidden(NOT_OFFERED)
    if invitation.used_at is not None:
        raise Conflict(rules.UNUSABLE[InvitationState.USED])
    invitation.invited_by_id = by.id
    token = secrets.token_urlsafe(24)
    invitation.token_hash, invitation.revoked_at = hashed(token), None
    invitation.expires_at = now + rules.INVITATION_LASTS
    _record("invitation.again", invitation, by.id)
    if invitation.email:
        place, role = invitation.organisation.name, ROLE_LABELS[invitation.role]
        letters.invited(invitation.email, invitation.name, place, role, token)
    return token


def revoke(invitation: Invitation, *, by: Person, now: datetime) -> None:
    """Make it worthless; Conflict when somebody has used it."""
    if invitation.used_at is not None:
        raise Conflict(rules.UNUSABLE[InvitationState.USED])
    invitation.revoked_at = now
    _record("invitation.revoke", invitation, by.id)


def join(token: str, *, by: Person, email: str | None, now: datetime) -> Invitation:
    """Let somebody who is signed in take the role; refuses one that was meant for another address."""
    invitation = usable(token, now, by=by.id)
    if invitation.email is not None and invitation.email != email:
        _tell_of_refusal(invitation, by.id)
        raise Conflict(ANOTHER)
    _use(invitation, by, now)
    add_membership(by, invitation.organisation, invitation.role, now=now)
    return invitation


def enter(
    token: str, *, name: str, kana: str, email: str | None, address: str, now: datetime
) -> tuple[Account, Invitation]:
    """Make the account of somebody who is new here; they need no password to come in.

    A letter's link proves its address. An address typed beside a card gets a letter first: until it is
    confirmed the account has none.
    """
    invitation = usable(token, now, by=None)
    if invitation.email is not None and queries.account_by_email(invitation.email) is not None:
        raise Conflict(KNOWN)
    account = open_account(
        name, kana, invitation.email, role=invitation.role, organisation=invitation.organisation, now=now
    )
    _use(invitation, account.person, now)
    if invitation.email is None and email:
        ask_email_change(account, email, address=address, now=now)
    return account, invitation


def usable(token: str, now: datetime, *, by: int | None) -> Invitation:
    """The invitation of this token, for one use; in words why not, and in the audit trail who tried."""
    invitation = find.by_token(hashed(token), lock=True)
    state = find.state_of(invitation, now)
    if state is not InvitationState.OPEN:
        _tell_of_refusal(invitation, by)
        raise Conflict(rules.UNUSABLE[state])
    return invitation


def _use(invitation: Invitation, person: Person, now: datetime) -> None:
    invitation.used_at, invitation.used_by_id = now, person.id
    _record("invitation.use", invitation, person.id)


def _tell_of_refusal(invitation: Invitation, by: int | None) -> None:
    """The request is rolled back: what it tried is written after it."""
    subject, place = f"invitation:{invitation.id}", invitation.organisation_id
    beside(lambda: audit.record("invitation.refused", subject, by=by, organisation=place))


def _record(action: str, invitation: Invitation, by: int) -> None:
    after = {"role": invitation.role.value, "by_mail": invitation.email is not None}
    audit.record(action, f"invitation:{invitation.id}", by=by, organisation=invitation.organisation_id, after=after)
