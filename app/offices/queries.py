"""Offices: those that somebody runs, those where somebody works, and what was shared with whom."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Membership, Office, Organisation, Person
from app.accounts.queries import is_administrator, organisations_where
from app.accounts.rules import Permission, Role, normal_kana
from app.db import db
from app.errors import NotFound
from app.lists import Wanted, Wish
from app.offices.models import OfficeMember, OfficeShare
from app.offices.rules import Subject

NO_SUCH_OFFICE = "この事業所は見つかりません。一覧から選んでください。"
NO_SUCH_MANAGER = "この人は、もうこの事業所の管理者ではありません。画面を開き直してください。"
NO_SUCH_CODE = "この事業所コードは見つかりません。事業所の管理者にお確かめください。"
NOT_SHARED = "この人は、これをあなたの事業所に見せていません。見たいときは、本人にご相談ください。"
PEOPLE_THERE = (
    select(func.count())
    .where(OfficeMember.office_id == Office.id, OfficeMember.left_at.is_(None))
    .correlate(Office)
    .scalar_subquery()
)


def offices_wanted(by: Person, wish: Wish) -> Wanted:
    """The offices of the organisations where `by` sees people, by name, number, code or organisation."""
    wanted: Wanted = (
        select(Office, Organisation.name.label("place"), PEOPLE_THERE.label("people"))
        .join(Organisation, Organisation.id == Office.organisation_id)
        .where(Office.organisation_id.in_(organisations_where(by, Permission.SEE_PEOPLE)))
    )
    if wish.search:
        named = Office.name.contains(wish.search, autoescape=True)
        named |= Organisation.name.contains(wish.search, autoescape=True)
        named |= Office.number.contains(wish.search, autoescape=True)
        wanted = wanted.where(named | Office.code.contains(wish.search.upper(), autoescape=True))
    return wanted


def office_where(office_id: int, by: Person) -> Office:
    """One office of an organisation where `by` sees people; any other is not found."""
    places = organisations_where(by, Permission.SEE_PEOPLE)
    found = db.session.scalar(select(Office).where(Office.id == office_id, Office.organisation_id.in_(places)))
    if found is None:
        raise NotFound(NO_SUCH_OFFICE)
    return found


def office_by_code(code: str) -> Office:
    """The office of a code; NotFound for a guess."""
    found = db.session.scalar(select(Office).where(Office.code == code)) if code else None
    if found is None:
        raise NotFound(NO_SUCH_CODE)
    return found


def members_of(office_id: int) -> Sequence[OfficeMember]:
    """Who works there now, by reading."""
    return db.session.scalars(
        select(OfficeMember)
        .join(OfficeMember.person)
        .where(OfficeMember.office_id == office_id, OfficeMember.left_at.is_(None))
        .order_by(Person.kana, Person.id)
        .options(contains_eager(OfficeMember.person), selectinload(OfficeMember.shares))
    ).all()


def managers_of(office_id: int) -> Sequence[Membership]:
    """Who manages the office, by reading, whether they work there or not."""
    return db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .where(Membership.office_id == office_id, Membership.role == Role.MANAGER)
        .order_by(Person.kana, Person.id)
        .options(contains_eager(Membership.person))
    ).all()


def management(office_id: int, person_id: int) -> Membership | None:
    """As what the person manages the office, where they do."""
    return next((one for one in managers_of(office_id) if one.person_id == person_id), None)


def managers_shown(person_ids: set[int], subject: Subject) -> dict[int, set[int]]:
    """Of each of these people, who manages an office to which they show the subject today; nobody is their own."""
    rows = db.session.execute(
        select(OfficeMember.person_id, Membership.person_id)
        .join(OfficeShare, OfficeShare.member_id == OfficeMember.id)
        .join(Membership, Membership.office_id == OfficeMember.office_id)
        .where(
            OfficeMember.person_id.in_(person_ids),
            OfficeMember.left_at.is_(None),
            OfficeShare.subject == subject,
            OfficeShare.withdrawn_at.is_(None),
            Membership.role == Role.MANAGER,
            Membership.person_id != OfficeMember.person_id,
        )
    )
    found: dict[int, set[int]] = {}
    for person_id, manager_id in rows:
        found.setdefault(person_id, set()).add(manager_id)
    return found


def own_offices(person_id: int) -> Sequence[OfficeMember]:
    """Where the person works now, with what they share."""
    return db.session.scalars(
        select(OfficeMember)
        .where(OfficeMember.person_id == person_id, OfficeMember.left_at.is_(None))
        .order_by(OfficeMember.id)
        .options(joinedload(OfficeMember.office), selectinload(OfficeMember.shares))
    ).all()


def own_membership(member_id: int, person_id: int) -> OfficeMember:
    """One's own place in an office; another's is not found."""
    found = next((one for one in own_offices(person_id) if one.id == member_id), None)
    if found is None:
        raise NotFound(NO_SUCH_OFFICE)
    return found


def managed_offices(person: Person) -> Sequence[Office]:
    """The offices that the person manages, by name; an administrator looks at all of them."""
    wanted = select(Office).order_by(Office.name, Office.id)
    if not is_administrator(person):
        mine = select(Membership.office_id).where(
            Membership.person_id == person.id, Membership.role == Role.MANAGER, Membership.office_id.is_not(None)
        )
        wanted = wanted.where(Office.id.in_(mine))
    return db.session.scalars(wanted).all()


def colleagues_wanted(by: Person, wish: Wish) -> Wanted:
    """Who works in the offices that `by` manages, by name or reading."""
    ids = [office.id for office in managed_offices(by)]
    wanted: Wanted = (
        select(OfficeMember)
        .join(OfficeMember.person)
        .where(OfficeMember.office_id.in_(ids), OfficeMember.left_at.is_(None))
        .options(
            contains_eager(OfficeMember.person),
            joinedload(OfficeMember.office),
            selectinload(OfficeMember.shares),
        )
    )
    if wish.search:
        named = Person.name.contains(wish.search, autoescape=True)
        wanted = wanted.where(named | Person.kana.contains(normal_kana(wish.search), autoescape=True))
    return wanted


def colleagues_who_are(person_id: int, by: Person) -> Sequence[OfficeMember]:
    """One person's places in the offices that `by` manages."""
    ids = [office.id for office in managed_offices(by)]
    return [one for one in own_offices(person_id) if one.office_id in ids]


def colleague(member_id: int, by: Person) -> OfficeMember:
    """Somebody who works in an office that `by` manages; anybody else, and who has left, is not found."""
    ids = [office.id for office in managed_offices(by)]
    found = db.session.scalar(
        select(OfficeMember)
        .where(OfficeMember.id == member_id, OfficeMember.office_id.in_(ids), OfficeMember.left_at.is_(None))
        .options(joinedload(OfficeMember.person), joinedload(OfficeMember.office), selectinload(OfficeMember.shares))
    )
    if found is None:
        raise NotFound(NO_SUCH_OFFICE)
    return found


def once_shared(member: OfficeMember, subject: Subject) -> bool:
    """Was it shared before, and taken back?"""
    return any(share.subject is subject and share.withdrawn_at is not None for share in member.shares)
