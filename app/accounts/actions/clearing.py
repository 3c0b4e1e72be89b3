"""Clears what has had its day: links, throttle rows, sessions long ended, the bodies of old letters."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app import clock
from app.accounts import rules
from app.accounts.actions.applications import forget_grounds
from app.accounts.models import (
    Account,
    AccountSession,
    Consent,
    Credential,
    FormerName,
    LinkToken,
    Membership,
    PermissionGrant,
    Person,
    Throttle,
)
from app.accounts.queries import retention
from app.accounts.rules.applications import GROUNDS, GROUNDS_KEPT
from app.db import db
from app.mail import DELIVER, Mail
from app.tasks import Outbox, OutboxState

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
    """Of those that went the row stays without its words; those that never went go with the work of sending them.

    What the mail server said of such a letter names its address as well.
    """
    old = Mail.sent_at <= day
    db.session.execute(update(Mail).where(old, Mail.body != CLEARED).values(body=CLEARED, recipient=""))
    stuck = Mail.sent_at.is_(None) & (Mail.created_at <= day)
    work = (Outbox.task == DELIVER) & Outbox.state.in_((OutboxState.WAITING, OutboxState.FAILED))
    letter = Outbox.arguments["mail_id"].as_integer()
    apart = {"synchronize_session": False}
    db.session.execute(delete(Outbox).where(work, letter.in_(select(Mail.id).where(stuck))).execution_options(**apart))
    db.session.execute(delete(Mail).where(stuck).execution_options(**apart))


def _never_confirmed(day: datetime) -> None:
    """Forget those who signed up and never opened their letter: perhaps the address was not theirs.

    Of whom somebody has recorded more meanwhile, a sitting or an accommodation, only the account goes.
    """
    stale = select(Account.id, Account.person_id).where(
        Account.email.is_not(None),  # who came in by a card has none, and belongs somewhere
        Account.email_confirmed_at.is_(None),
        Account.erased_at.is_(None),
        Account.created_at <= day,
        Account.id.not_in(select(LinkToken.account_id)),
        Account.id.not_in(select(AccountSession.account_id)),
    )
    for account_id, person_id in db.session.execute(stale).all():
        db.session.execute(delete(Credential).where(Credential.account_id == account_id))
        db.session.execute(delete(Account).where(Account.id == account_id))
        # One whose rows lean on the person must not stop the clearing of all the others.
        with suppress(IntegrityError), db.session.begin_nested():
            _forget_person(person_id)


def _forget_person(person_id: int) -> None:
    own = select(Membership.id).where(Membership.person_id == person_id)
    db.session.execute(delete(PermissionGrant).where(PermissionGrant.membership_id.in_(own)))
    for model in (Consent, FormerName, Membership):
        db.session.execute(delete(model).where(model.person_id == person_id))
    db.session.execute(delete(Person).where(Person.id == person_id))
