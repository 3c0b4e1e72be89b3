"""People: who may be seen by whom, and what they were granted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from app.accounts import rules
from app.accounts.models import Accommodation, Account, FormerName, Membership, Person
from app.accounts.queries.places import organisations_where
from app.accounts.rules import Aid, Help, Permission, Role
from app.db import db
from app.errors import NotFound

PEOPLE_A_PAGE = 50
NO_SUCH_PERSON = "この人は見つかりませんでした。一覧からお選びください。"


def help_for(person_id: int, today: date) -> Help:
    """What the person's accommodation in force comes to today; nothing special when there is none."""
    granted = db.session.scalar(
        select(Accommodation).where(
            Accommodation.person_id == person_id,
            Accommodation.ended_at.is_(None),
            Accommodation.valid_until_on.is_(None) | (Accommodation.valid_until_on >= today),
        )
    )
    if granted is None:
        return Help()
    return Help(granted.factor, frozenset(Aid(aid) for aid in granted.aids))


def former_names(person_id: int) -> Sequence[FormerName]:
    """What the person was called before, the latest first."""
    return db.session.scalars(
        select(FormerName).where(FormerName.person_id == person_id).order_by(FormerName.until_on.desc(), FormerName.id)
    ).all()


def addresses_of(person_ids: Sequence[int]) -> dict[int, str]:
    """Where letters to these persons go; a person without a confirmed address is left out."""
    rows = db.session.execute(
        select(Account.person_id, Account.email).where(
            Account.person_id.in_(person_ids), Account.email_confirmed_at.is_not(None), Account.email.is_not(None)
        )
    )
    return {person_id: email for person_id, email in rows if email is not None}


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list of people."""

    person: Person
    email: str | None


@dataclass(frozen=True, slots=True)
class People:
    """One page of those who were found."""

    found: list[Listed]
    total: int
    page: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PEOPLE_A_PAGE))


def people(seen_by: Person, *, search: str, page: int) -> People:
    """Those in the organisations where `seen_by` may see people, by name, reading or e-mail; in reading order."""
    wanted = (
        select(Person, Account.email)
        .outerjoin(Account, Account.person_id == Person.id)
        .where(_in_sight_of(seen_by, Permission.SEE_PEOPLE))
    )
    if search:
        wanted = wanted.where(
            Person.name.contains(search, autoescape=True)
            | Person.kana.contains(rules.normal_kana(search), autoescape=True)
            | Account.email.contains(rules.normal_email(search), autoescape=True)
        )
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    rows = db.session.execute(
        wanted.options(selectinload(Person.memberships).joinedload(Membership.organisation))
        .order_by(Person.kana, Person.id)
        .limit(PEOPLE_A_PAGE)
        .offset((page - 1) * PEOPLE_A_PAGE)
    )
    return People([Listed(person, email) for person, email in rows], total, page)


def person_where(person_id: int, by: Person, permission: Permission) -> Person:
    """A person of an organisation in which `by` holds the permission; anybody else is not found."""
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id, _in_sight_of(by, permission))
        .options(selectinload(Person.memberships).joinedload(Membership.organisation))
    )
    if person is None:
        raise NotFound(NO_SUCH_PERSON)
    return person


def _in_sight_of(by: Person, permission: Permission) -> ColumnElement[bool]:
    places = organisations_where(by, permission)
    return Person.id.in_(select(Membership.person_id).where(Membership.organisation_id.in_(places)))


def accommodation_in_force(person_id: int) -> Accommodation | None:
    """What was granted and not ended; whether its last day has passed, `help_for` asks."""
    return db.session.scalar(
        select(Accommodation).where(Accommodation.person_id == person_id, Accommodation.ended_at.is_(None))
    )


def is_only_administrator(person: Person) -> bool:
    """True when nobody else with an account could keep the site running."""
    if not any(membership.role is Role.ADMINISTRATOR for membership in person.memberships):
        return False
    others = (
        select(func.count())
        .select_from(Membership)
        .join(Account, Account.person_id == Membership.person_id)
        .where(Membership.role == Role.ADMINISTRATOR, Membership.person_id != person.id, Account.erased_at.is_(None))
    )
    return not db.session.scalar(others)
