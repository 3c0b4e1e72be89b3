"""Find lists that were sent in, and what is known where they are to go."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account, Membership, Office, Person
from app.accounts.rules import Role
from app.db import Model, db
from app.errors import NotFound
from app.training.models.imports import RosterImport
from app.training.models.running import Cohort, CohortGroup, CohortSession, CourseRun, Enrolment
from app.training.queries import running
from app.training.rules.imports import Known, Someone, bare
from app.training.rules.running import EnrolmentState

# A link that was not used, and that somebody was reminded: had the sheet been filled in, it would stand there itself.
GOES_WITH_IT = frozenset({"record_link", "record_reminder"})
LISTED = frozenset({EnrolmentState.ENROLLED, EnrolmentState.WAITING})
NO_IMPORT = "この取り込みは見つかりません。受講者の画面から選んでください。"


def imports(cohort_id: int) -> Sequence[RosterImport]:
    """The lists that were sent in for the cohort, the newest first."""
    return db.session.scalars(
        select(RosterImport)
        .where(RosterImport.cohort_id == cohort_id, RosterImport.session_id.is_(None))
        .order_by(RosterImport.id.desc())
        .options(joinedload(RosterImport.asked_by))
    ).all()


def filled_in(session_id: int) -> Sequence[RosterImport]:
    """The lists that say who was at the session, the newest first."""
    return db.session.scalars(
        select(RosterImport)
        .where(RosterImport.session_id == session_id)
        .order_by(RosterImport.id.desc())
        .options(joinedload(RosterImport.asked_by))
    ).all()


def import_in(cohort_id: int, import_id: int, session_id: int | None = None) -> RosterImport:
    """One list of the cohort: of its learners, or of who was at this session."""
    found = db.session.scalar(
        select(RosterImport).where(
            RosterImport.id == import_id,
            RosterImport.cohort_id == cohort_id,
            RosterImport.session_id.is_not_distinct_from(session_id),
        )
    )
    if found is None:
        raise NotFound(NO_IMPORT)
    return found


def known_in(cohort: Cohort, emails: Iterable[str], *, adds_offices: bool) -> Known:
    """Who and what is known for a list of the cohort; the number of queries does not depend on its length."""
    wanted, owner = set(emails), cohort.run.organisation_id
    accounts = {email: Someone(person.id, person.name) for email, person in running.people_by_email(wanted).items()}
    enrolled = running.enrolments(cohort.id)
    taken, _highest = running.taken(cohort.id)
    return Known(
        by_email=_invited(owner, wanted) | accounts,
        learners={each.person_id: each.number for each in enrolled},
        same=_namesakes(enrolled),
        offices={said: office.name for said, office in offices(owner).items()},
        seats=cohort.capacity - taken,
        adds_offices=adds_offices,
    )


def _namesakes(enrolled: Iterable[Enrolment]) -> dict[tuple[str, str], list[int]]:
    found: dict[tuple[str, str], list[int]] = {}
    for each in enrolled:
        found.setdefault((bare(each.person.name), _iso(each.person.born_on)), []).append(each.person_id)
    return found


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _invited(organisation_id: int, emails: Iterable[str]) -> dict[str, Someone]:
    """Who is on a list of the organisation with one of these addresses, and has no account yet."""
    rows = db.session.execute(
        select(Enrolment.invited_email, Person.id, Person.name)
        .join(Enrolment.person)
        .join(Enrolment.cohort)
        .join(Cohort.run)
        .where(Enrolment.invited_email.in_(set(emails)), CourseRun.organisation_id == organisation_id)
    )
    return {email: Someone(person_id, name) for email, person_id, name in rows if email}


def touched(enrolment_ids: Iterable[int]) -> Sequence[str]:
    """The names of those of the enrolments for whom something was recorded since."""
    recorded = or_(*(exists().where(column == Enrolment.id) for column in _records()))
    return db.session.scalars(
        select(Person.name)
        .join(Enrolment, Enrolment.person_id == Person.id)
        .where(Enrolment.id.in_(set(enrolment_ids)), recorded | (Enrolment.state == EnrolmentState.WITHDRAWN))
        .order_by(Enrolment.number)
    ).all()


def _records() -> list[ColumnElement[int]]:
    """Whatever names an enrolment is a record of it, but for what goes with it."""
    return [
        key.parent
        for table in Model.metadata.tables.values()
        for key in table.foreign_keys
        if key.column is Enrolment.__table__.c.id and table.name not in GOES_WITH_IT
    ]


def groups(cohort_id: int) -> dict[str, CohortGroup]:
    """The 演習班 of the cohort by title."""
    rows = db.session.scalars(select(CohortGroup).where(CohortGroup.cohort_id == cohort_id).order_by(CohortGroup.id))
    return {group.title: group for group in rows}


def offices(organisation_id: int) -> dict[str, Office]:
    """The offices of the organisation by what a list may call them: the number, or the code of joining."""
    rows = db.session.scalars(select(Office).where(Office.organisation_id == organisation_id)).all()
    return {office.code: office for office in rows} | {office.number: office for office in rows if office.number}


def waiting_for(person_id: int) -> Sequence[Enrolment]:
    """The places of those who stand on a list with the person's own confirmed address and have no account."""
    own = select(Account.email).where(Account.person_id == person_id, Account.email_confirmed_at.is_not(None))
    listed = select(Enrolment.person_id).where(
        Enrolment.invited_email.in_(own), Enrolment.person_id.not_in(select(Account.person_id))
    )
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id.in_(listed), Enrolment.state.in_(LISTED))
        .order_by(Enrolment.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cohort).joinedload(Cohort.run))
    ).all()


def all_of(person_ids: Iterable[int]) -> Sequence[Enrolment]:
    """Every enrolment of these people, also those that came to nothing."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id.in_(set(person_ids)))
        .order_by(Enrolment.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.cohort).joinedload(Cohort.run))
    ).all()


def invited(cohort_id: int) -> Sequence[Enrolment]:
    """Who of the cohort has an address and no account yet."""
    return db.session.scalars(
        select(Enrolment)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.invited_email.is_not(None),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .order_by(Enrolment.number)
        .options(joinedload(Enrolment.person))
    ).all()


def learners_of(organisation_id: int, person_ids: Iterable[int]) -> dict[int, Membership]:
    """As what these belong to the organisation as learners already."""
    rows = db.session.scalars(
        select(Membership).where(
            Membership.organisation_id == organisation_id,
            Membership.role == Role.LEARNER,
            Membership.person_id.in_(set(person_ids)),
        )
    )
    return {row.person_id: row for row in rows}


def places_of_learners(organisation_id: int, membership_ids: Iterable[int]) -> frozenset[int]:
    """Which of these memberships belong to people who are in a cohort of the organisation."""
    there = (
        select(Membership.id)
        .join(Enrolment, Enrolment.person_id == Membership.person_id)
        .join(Enrolment.cohort)
        .join(Cohort.run)
        .where(Membership.id.in_(set(membership_ids)), CourseRun.organisation_id == organisation_id)
    )
    return frozenset(db.session.scalars(there))


def with_account(person_ids: Iterable[int]) -> frozenset[int]:
    """Which of these have an account."""
    return frozenset(db.session.scalars(select(Account.person_id).where(Account.person_id.in_(set(person_ids)))))


def enrolled_among(person_ids: Iterable[int]) -> frozenset[int]:
    """Which of these are in a cohort."""
    return frozenset(db.session.scalars(select(Enrolment.person_id).where(Enrolment.person_id.in_(set(person_ids)))))


def groups_in_use(ids: Iterable[int]) -> frozenset[int]:
    """Which of these groups somebody is in, or has a date."""
    people = select(Enrolment.group_id).where(Enrolment.group_id.in_(set(ids)))
    dates = select(CohortSession.group_id).where(CohortSession.group_id.in_(set(ids)))
    return frozenset(id_ for id_ in db.session.scalars(people.union(dates)) if id_ is not None)
