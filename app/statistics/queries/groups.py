"""Find who is looked at together: the classes that somebody runs, and all who study in an organisation."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission, Role
from app.db import db
from app.errors import NotFound
from app.training.models.running import Cohort, Enrolment
from app.training.queries.running import cohort_where, cohorts
from app.training.rules.running import EnrolmentState

NO_GROUP = "この団体は見つかりません。クラスと団体の一覧から選び直してください。"
STUDY = (Role.CANDIDATE, Role.LEARNER)


@dataclass(frozen=True, slots=True)
class Group:
    """Who is looked at together: a class, or all who study in an organisation."""

    title: str
    organisation: Organisation
    cohort: Cohort | None
    people: Select[int]


@dataclass(frozen=True, slots=True)
class Offered:
    """A group with how many people are in it."""

    group: Group
    size: int


def groups(person: Person) -> list[Offered]:
    """The classes that the person runs, the newest first, then the organisations."""
    classes = [Offered(_class(cohort), size) for cohort, size in cohorts(person)]
    return [*classes, *_organisations(person)]


def _organisations(person: Person) -> list[Offered]:
    rows = db.session.execute(
        select(Organisation, func.count(Membership.person_id.distinct()))
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Organisation.id.in_(organisations_where(person, Permission.MANAGE_COHORT)), Membership.role.in_(STUDY))
        .group_by(Organisation.id)
        .order_by(Organisation.slug)
    )
    return [Offered(_everybody(organisation), size) for organisation, size in rows]


def class_where(cohort_id: int, person: Person) -> Group:
    """A class that the person runs."""
    return _class(cohort_where(cohort_id, person))


def organisation_where(slug: str, person: Person) -> Group:
    """Everybody who studies in an organisation whose classes the person runs."""
    found = db.session.scalar(
        select(Organisation).where(
            Organisation.slug == slug.replace("\0", ""),
            Organisation.id.in_(organisations_where(person, Permission.MANAGE_COHORT)),
        )
    )
    if found is None:
        raise NotFound(NO_GROUP)
    return _everybody(found)


def _class(cohort: Cohort) -> Group:
    learning = (
        select(Enrolment.person_id)
        .join(Enrolment.person)
        .where(
            Enrolment.cohort_id == cohort.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Person.pseudonymised_at.is_(None),
        )
    )
    return Group(f"{cohort.run.title} {cohort.title}", cohort.run.organisation, cohort, learning)


def _everybody(organisation: Organisation) -> Group:
    study = (
        select(Membership.person_id)
        .join(Membership.person)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.role.in_(STUDY),
            Person.pseudonymised_at.is_(None),
        )
    )
    return Group(f"{organisation.name}の全員", organisation, None, study)
