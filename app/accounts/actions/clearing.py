"""Clears what has had its day: links, throttle rows, sessions long ended, the bodies of old letters."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select, update

from app import clock
from app.accounts import rules
from app.accounts.actions.applications import forget_grounds
from app.accounts.models import Account, AccountSession, Consent, Credential, LinkToken, Membership, Person, Throttle
from app.accounts.queries import retention
from app.accounts.rules.applications import GROUNDS, GROUNDS_KEPT
from app.db import db
from app.mail import Mail

CLEARED = "（保存期間を過ぎたため消去しました）"


def clear(now: datetime) -> None:
    """Take away what is no longer needed; a second time changes nothing."""
    _links(now)
    db.session.execute(delete(Throttle).where(Throttle.at <= now - rules.THROTTLE_WINDOW))
    for subject, usual, take_away in (
        ("account_session", rules.ENDED_SESSIONS_KEPT, _sessions),
        ("mail", rules.LETTER_BODIES_KEPT, _letters),
        ("unconfirmed_account", rules.UNCONFIRMED_KEPT, _never_confirmed),
    ):
        day = retention.cleared_before(subject, usual, today=clock.jst(now).date(), now=now)
        if day is not None:
            take_away(day)
    today = clock.jst(now).date()
    forget_grounds(today, older_than=retention.cleared_before(GROUNDS, GROUNDS_KEPT, today=today, now=now))


def _links(now: datetime) -> None:
    spent = LinkToken.used_at.is_not(None) | (LinkToken.expires_at <= now)
    db.session.execute(delete(LinkToken).where(spent))


def _sessions(day: datetime) -> None:
    over = (AccountSession.ended_at <= day) | (AccountSession.expires_at <= day)
    db.session.execute(delete(AccountSession).where(over))


def _letters(day: datetime) -> None:
    old = Mail.sent_at <= day
    db.session.execute(update(Mail).where(old, Mail.body != CLEARED).values(body=CLEARED, recipient=""))


def _never_confirmed(day: datetime) -> None:
    """Forget those who signed up and never opened their letter: perhaps the address was not theirs."""
    stale = select(Account).where(
        Account.email.is_not(None),  # who came in by a card has none, and belongs somewhere
        Account.email_confirmed_at.is_(None),
        Account.erased_at.is_(None),
        Account.created_at <= day,
        Account.id.not_in(select(LinkToken.account_id)),
        Account.id.not_in(select(AccountSession.account_id)),
    )
    for account in db.session.scalars(stale).all():
        person_id = account.person_id
        db.session.execute(delete(Credential).where(Credential.account_id == account.id))
        db.session.execute(delete(Account).where(Account.id == account.id))
        db.session.execute(delete(Consent).where(Consent.person_id == person_id))
        db.session.execute(delete(Membership).where(Membership.person_id == person_id))
        db.session.execute(delete(Person).where(Person.id == person_id))
