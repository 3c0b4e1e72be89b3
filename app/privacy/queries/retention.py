"""Retention: which rules are in force, and how much has had its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app import clock
from app.accounts.models import AccommodationGround, Account, AccountSession, LinkToken, RetentionRule
from app.accounts.queries.applications import ground_is_due
from app.db import db
from app.errors import NotFound
from app.exams.models import Attempt
from app.exams.queries.left import of_people_who_left
from app.mail import Mail
from app.notices.models import Notice
from app.privacy.models import Disclosure, PrivacyRequest
from app.privacy.rules.retention import Rule, Subject, in_force
from app.tasks import Outbox, OutboxState

NO_SUCH_SUBJECT = "この種類のきまりはありません。一覧からお選びください。"
Due = Callable[[datetime, date], tuple[type[Any], Sequence[ColumnElement[bool]]]]


@dataclass(frozen=True, slots=True)
class Standing:
    """A rule, how many rows have had their time by it, and the rules to come."""

    rule: Rule
    due: int
    to_come: Sequence[RetentionRule]


def subject(name: str) -> Subject:
    """The subject of this name; NotFound for any other."""
    try:
        return Subject(name)
    except ValueError:
        raise NotFound(NO_SUCH_SUBJECT) from None


def rules(today: date) -> dict[Subject, Rule]:
    """The rule in force for every subject."""
    stored = _stored()
    return {one: in_force(one, _plain(stored, one), today) for one in Subject}


def standings(today: date, now: datetime) -> list[Standing]:
    """Every rule with what it would clear now: the dry run."""
    stored = _stored()
    return [
        Standing(
            rule := in_force(one, _plain(stored, one), today),
            count(rule, now),
            [row for row in stored if row.subject == one and row.in_force_from > today],
        )
        for one in Subject
    ]


def stored_rule(subject: Subject, from_on: date) -> RetentionRule | None:
    """The rule that somebody has made for this subject and day."""
    return db.session.scalar(
        select(RetentionRule).where(RetentionRule.subject == subject.value, RetentionRule.in_force_from == from_on)
    )


def count(rule: Rule, now: datetime) -> int:
    """How many rows have had their time by the rule."""
    cutoff = rule.cutoff(now)
    if cutoff is None:
        return 0
    model, conditions = DUE[rule.subject](cutoff, clock.jst(now).date())
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0


def _stored() -> Sequence[RetentionRule]:
    return db.session.scalars(select(RetentionRule).order_by(RetentionRule.in_force_from)).all()


def _plain(stored: Sequence[RetentionRule], subject: Subject) -> list[tuple[date, int | None, str]]:
    return [(row.in_force_from, row.keep_days, row.ground) for row in stored if row.subject == subject]


def _unconfirmed(day: datetime, _today: date) -> tuple[type[Any], Sequence[ColumnElement[bool]]]:
    """As accounts clears them: nobody who could still confirm, who ever signed in, or who came by a card."""
    return Account, (
        Account.email.is_not(None),
        Account.email_confirmed_at.is_(None),
        Account.erased_at.is_(None),
        Account.created_at <= day,
        Account.id.not_in(select(LinkToken.account_id)),
        Account.id.not_in(select(AccountSession.account_id)),
    )


DUE: dict[Subject, Due] = {
    Subject.SESSION: lambda day, _today: (
        AccountSession,
        ((AccountSession.ended_at <= day) | (AccountSession.expires_at <= day),),
    ),
    Subject.LETTER: lambda day, _today: (
        Mail,
        (((Mail.sent_at <= day) & (Mail.recipient != "")) | (Mail.sent_at.is_(None) & (Mail.created_at <= day)),),
    ),
    Subject.UNCONFIRMED: _unconfirmed,
    Subject.NOTICE: lambda day, _today: (Notice, (Notice.read_at <= day,)),
    Subject.JOB: lambda day, _today: (Outbox, (Outbox.state == OutboxState.DONE, Outbox.done_at <= day)),
    Subject.DISCLOSURE: lambda day, _today: (Disclosure, (Disclosure.ready_at <= day,)),
    Subject.REQUEST: lambda day, _today: (PrivacyRequest, (PrivacyRequest.answered_at <= day,)),
    Subject.GROUND: lambda day, today: (AccommodationGround, (ground_is_due(today, day),)),
    Subject.SITTING: lambda day, _today: (Attempt, of_people_who_left(day)),
}
