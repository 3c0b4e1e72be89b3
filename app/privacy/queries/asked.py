"""What was asked: one's own requests, those that wait for an answer, and what somebody has agreed to."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import joinedload

from app.accounts.models import Consent, Membership, Person
from app.accounts.queries import is_administrator, organisations_where
from app.accounts.rules import CONSENT_VERSIONS, Permission, Role
from app.db import db
from app.errors import NotFound
from app.privacy.models import Disclosure, PrivacyRequest
from app.privacy.rules.asking import RequestState, newer_versions

A_PAGE = 50
NO_SUCH_ARCHIVE = "このファイルは見つかりません。期限が過ぎたときは、もう一度お申し込みください。"
NO_SUCH_REQUEST = "この申し込みは見つかりません。一覧からお選びください。"


def disclosures(person_id: int) -> Sequence[Disclosure]:
    """What the person has asked to be handed, the newest first."""
    own = select(Disclosure).where(Disclosure.person_id == person_id)
    return db.session.scalars(own.order_by(Disclosure.id.desc())).all()


def archive(disclosure_id: int, person_id: int) -> bytes:
    """The archive itself; anybody else's, or one that is not made yet or gone again, is not found."""
    found = db.session.scalar(
        select(Disclosure.archive).where(Disclosure.id == disclosure_id, Disclosure.person_id == person_id)
    )
    if found is None:
        raise NotFound(NO_SUCH_ARCHIVE)
    return found


def waiting_disclosure(person_id: int) -> Disclosure | None:
    """One that the worker has still to make."""
    return db.session.scalar(select(Disclosure).where(Disclosure.person_id == person_id, Disclosure.ready_at.is_(None)))


def own_requests(person_id: int) -> Sequence[PrivacyRequest]:
    """What the person wished done, the newest first."""
    own = select(PrivacyRequest).where(PrivacyRequest.person_id == person_id)
    return db.session.scalars(own.order_by(PrivacyRequest.id.desc())).all()


def requests_for(by: Person) -> Sequence[PrivacyRequest]:
    """Those of people whom `by` may administer: open ones first, the oldest of them on top."""
    is_open = PrivacyRequest.state == RequestState.OPEN
    return db.session.scalars(
        select(PrivacyRequest)
        .where(_in_sight_of(by))
        .options(joinedload(PrivacyRequest.person))
        .order_by(is_open.desc(), case((is_open, PrivacyRequest.id), else_=-PrivacyRequest.id))
        .limit(A_PAGE)
    ).all()


def request_for(request_id: int, by: Person) -> PrivacyRequest:
    """One of them; anything else is not found."""
    found = db.session.scalar(
        select(PrivacyRequest)
        .where(PrivacyRequest.id == request_id, _in_sight_of(by))
        .options(joinedload(PrivacyRequest.person))
    )
    if found is None:
        raise NotFound(NO_SUCH_REQUEST)
    return found


def keepers() -> Sequence[int]:
    """The persons who answer: every administrator."""
    return db.session.scalars(
        select(Membership.person_id)
        .where(Membership.role == Role.ADMINISTRATOR)
        .distinct()
        .order_by(Membership.person_id)
    ).all()


def to_agree(person_id: int) -> list[str]:
    """The purposes whose present text the person has not agreed to yet."""
    given = db.session.execute(
        select(Consent.purpose, Consent.version)
        .where(Consent.person_id == person_id, Consent.withdrawn_at.is_(None))
        .order_by(Consent.given_at, Consent.id)
    )
    return newer_versions({row.purpose: row.version for row in given}, CONSENT_VERSIONS)


def open_requests(by: Person) -> int:
    """How many wait for an answer."""
    waiting = select(func.count()).where(PrivacyRequest.state == RequestState.OPEN, _in_sight_of(by))
    return db.session.scalar(waiting) or 0


def _in_sight_of(by: Person) -> ColumnElement[bool]:
    """An administrator answers whoever asks, those too who belong to no organisation any more."""
    if is_administrator(by):
        return true()
    places = organisations_where(by, Permission.ADMINISTER)
    return PrivacyRequest.person_id.in_(select(Membership.person_id).where(Membership.organisation_id.in_(places)))
