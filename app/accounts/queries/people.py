"""People: who may be seen by whom, and what they were granted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, CompoundSelect, bindparam, func, select, true, union
from sqlalchemy.orm import selectinload

from app.accounts import rules
from app.accounts.models import Accommodation, Account, FormerName, Membership, Organisation, Person
from app.accounts.models.site import OrganisationLook
from app.accounts.queries.places import organisations_where
from app.accounts.rules import Aid, Help, Permission, Role
from app.db import db
from app.errors import NotFound
from app.lists import Wanted, Wish
from app.search import holds

KANA = r"[ァ-ヺー・ ]+"
NO_SUCH_PERSON = "この人は見つかりませんでした。一覧からお選びください。"


IN_FORCE = select(Accommodation).where(
    Accommodation.person_id == bindparam("person_id"),
    Accommodation.ended_at.is_(None),
    Accommodation.valid_until_on.is_(None) | (Accommodation.valid_until_on >= bindparam("today")),
)


def help_for(person_id: int, today: date) -> Help:
    """What the person's accommodation in force comes to today; nothing special when there is none."""
    granted = db.session.scalar(IN_FORCE, {"person_id": person_id, "today": today})
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


def contacts_of(person_ids: Sequence[int]) -> dict[int, str]:
    """Whom each of these persons may ask: the organisation that they joined last and that has said so."""
    rows = db.session.execute(
        select(Membership.person_id, Organisation.name, OrganisationLook.contact)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .join(OrganisationLook, OrganisationLook.organisation_id == Organisation.id)
        .where(Membership.person_id.in_(person_ids), OrganisationLook.contact != "")
        .order_by(Membership.id)
    )
    return {person_id: f"{name}　{contact}" for person_id, name, contact in rows}


def people_wanted(seen_by: Person, wish: Wish) -> Wanted:
    """Those in the organisations where `seen_by` may see people: by name, reading, number or e-mail.

    Narrowed to a `role` where one was wished for. An administrator sees also those who belong nowhere.
    """
    wanted: Wanted = select(Person, ADDRESS.label("email")).options(
        selectinload(Person.memberships).joinedload(Membership.organisation)
    )
    role = wish.narrowed.get("role")
    if role in set(Role):
        wanted = wanted.where(_has_role(Role(role), seen_by))
    elif not is_administrator(seen_by):
        wanted = wanted.where(_in_sight_of(seen_by, Permission.SEE_PEOPLE))
    return wanted.where(Person.id.in_(_says(wish.search))) if wish.search else wanted


ADDRESS = select(Account.email).where(Account.person_id == Person.id).correlate(Person).scalar_subquery()


def _says(search: str) -> CompoundSelect[int]:
    """Ids of those in whose name or reading the words stand, or whose number or address begins so.

    Only what the words can be is looked at, each by itself: one condition of all would read 50,000 wide rows.
    """
    kana, plain = rules.normal_kana(search), rules.normal_email(search)
    parts = [select(Person.id).where(holds(Person.name, search))]
    if re.fullmatch(KANA, kana):
        parts.append(select(Person.id).where(holds(Person.kana, kana)))
    if plain.isascii():
        parts.append(select(Account.person_id).where(Account.email.startswith(plain, autoescape=True)))
        numbers = Person.registration_number.startswith(plain, autoescape=True)
        parts.append(select(Person.id).where(numbers | Person.exam_number.startswith(plain, autoescape=True)))
    return union(*parts)


def _has_role(role: Role, seen_by: Person) -> ColumnElement[bool]:
    held = (Membership.person_id == Person.id) & (Membership.role == role)
    if not is_administrator(seen_by):
        held &= Membership.organisation_id.in_(organisations_where(seen_by, Permission.SEE_PEOPLE))
    return select(Membership.id).where(held).exists()


def is_administrator(person: Person) -> bool:
    """Does the person hold every permission everywhere?"""
    return any(membership.role is Role.ADMINISTRATOR for membership in person.memberships)


def person_where(person_id: int, by: Person, permission: Permission) -> Person:
    """A person of an organisation in which `by` holds the permission; anybody else is not found."""
    in_sight = true() if is_administrator(by) else _in_sight_of(by, permission)
    person = db.session.scalar(
        select(Person)
        .where(Person.id == person_id, in_sight)
        .options(selectinload(Person.memberships).joinedload(Membership.organisation))
    )
    if person is None:
        raise NotFound(NO_SUCH_PERSON)
    return person


def _in_sight_of(by: Person, permission: Permission) -> ColumnElement[bool]:
    there = select(Membership.person_id).where(Membership.organisation_id.in_(organisations_where(by, permission)))
    return Person.id.in_(there)


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
