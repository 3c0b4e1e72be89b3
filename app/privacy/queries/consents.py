"""What somebody agrees to today, each for itself, and what they have agreed to before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from app.accounts.models import Consent, Person
from app.accounts.queries import account_of
from app.accounts.rules import CONSENT_LABELS, LETTERS, LETTERS_VERSION
from app.db import db
from app.errors import NotFound
from app.notices.queries import wants_by_mail
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import SUBJECT_LABELS
from app.practice.queries.wishes import settings_of

NO_SUCH_CONSENT = "この同意は見つかりません。すでに取り消されています。"


@dataclass(frozen=True, slots=True)
class Given:
    """A consent with its version and its times; `row` is what holds it, None where it came with the account."""

    key: str
    label: str
    version: str
    given_at: datetime
    withdrawn_at: datetime | None
    row: Consent | OfficeShare | None


def given(person: Person) -> list[Given]:
    """All that the person has ever agreed to, what holds first, each the newest first."""
    agreed = _consents(person.id)
    found = [_agreed(one) for one in agreed] + [_shown(one) for one in _shares(person.id)]
    if (letters := _letters(person, agreed)) is not None:
        found.append(letters)
    found.sort(key=lambda one: one.given_at, reverse=True)
    return sorted(found, key=lambda one: one.withdrawn_at is not None)


def in_force(key: str, person: Person) -> Given:
    """One that holds today; anybody else's, and one that was taken back, is not found."""
    for one in given(person):
        if one.key == key and one.withdrawn_at is None:
            return one
    raise NotFound(NO_SUCH_CONSENT)


def _consents(person_id: int) -> Sequence[Consent]:
    return db.session.scalars(select(Consent).where(Consent.person_id == person_id).order_by(Consent.id)).all()


def _shares(person_id: int) -> Sequence[OfficeShare]:
    return db.session.scalars(
        select(OfficeShare)
        .join(OfficeShare.member)
        .join(OfficeMember.office)
        .where(OfficeMember.person_id == person_id)
        .order_by(OfficeShare.id)
        .options(contains_eager(OfficeShare.member).contains_eager(OfficeMember.office))
    ).all()


def _agreed(one: Consent) -> Given:
    label = CONSENT_LABELS.get(one.purpose, one.purpose)
    return Given(f"consent-{one.id}", label, one.version, one.given_at, one.withdrawn_at, one)


def _shown(one: OfficeShare) -> Given:
    label = f"{one.member.office.name}に見せる：{SUBJECT_LABELS[one.subject]}"
    return Given(f"share-{one.id}", label, one.version, one.given_at, one.withdrawn_at, one)


def _letters(person: Person, agreed: Sequence[Consent]) -> Given | None:
    """Letters come from the day of the account on, without a row; from the first word about them there is one."""
    said = [one for one in agreed if one.purpose == LETTERS]
    if said and said[-1].withdrawn_at is None:
        return None  # it stands among the consents
    settings = settings_of(person.id)
    reminded = settings.by_mail and settings.remind_at is not None
    if not (reminded or any(wants_by_mail(person.id).values())):
        return None
    account = account_of(person.id)
    since = settings.changed_at if said or account is None else account.created_at
    return Given(LETTERS, CONSENT_LABELS[LETTERS], LETTERS_VERSION, since, None, None)
