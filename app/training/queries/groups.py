"""Find 演習班: those of a cohort with their people, those that somebody teaches, who could teach one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Membership, Office, Person
from app.accounts.rules import Role
from app.db import db
from app.errors import NotFound
from app.training.models.running import Cohort, CohortGroup, CohortSession, CourseRun, Enrolment
from app.training.rules.running import EnrolmentState

NO_GROUP = "この演習班は見つかりません。演習班の画面から選んでください。"


@dataclass(frozen=True, slots=True)
class Placed:
    """A learner with the office at which they work, as the organisation knows it."""

    enrolment: Enrolment
    office: str | None


def groups(cohort_id: int) -> Sequence[CohortGroup]:
    """The groups of the cohort in the order in which they were made."""
    return db.session.scalars(
        select(CohortGroup)
        .where(CohortGroup.cohort_id == cohort_id)
        .order_by(CohortGroup.id)
        .options(joinedload(CohortGroup.lecturer))
    ).all()


def group_in(cohort_id: int, group_id: int) -> CohortGroup:
    """One group of the cohort."""
    found = db.session.scalar(select(CohortGroup).where(CohortGroup.id == group_id, CohortGroup.cohort_id == cohort_id))
    if found is None:
        raise NotFound(NO_GROUP)
    return found


def placed(cohort: Cohort) -> list[Placed]:
    """Who learns in the cohort, by number, each with their group and office."""
    return _placed([cohort.id])


def teaching(person_id: int) -> Sequence[CohortGroup]:
    """The groups that the person teaches, the newest training first."""
    return db.session.scalars(
        select(CohortGroup)
        .join(CohortGroup.cohort)
        .join(Cohort.run)
        .where(CohortGroup.lecturer_id == person_id)
        .order_by(CourseRun.starts_on.desc(), CohortGroup.id)
        .options(contains_eager(CohortGroup.cohort).contains_eager(Cohort.run).joinedload(CourseRun.organisation))
    ).all()


def people_of(found: Iterable[CohortGroup]) -> dict[int, list[Placed]]:
    """Who is in these groups."""
    ids = {each.id for each in found}
    people: dict[int, list[Placed]] = {id_: [] for id_ in ids}
    for each in _placed({group.cohort_id for group in found}):
        if each.enrolment.group_id in ids:
            people[each.enrolment.group_id].append(each)
    return people


def dates_of(found: Iterable[CohortGroup]) -> dict[int, list[CohortSession]]:
    """The dates of each of these groups: its own, and those of the whole cohort."""
    rows = db.session.scalars(
        select(CohortSession)
        .where(CohortSession.cohort_id.in_({group.cohort_id for group in found}))
        .order_by(CohortSession.starts_at)
        .options(joinedload(CohortSession.module), joinedload(CohortSession.teacher))
    ).all()
    return {
        group.id: [row for row in rows if row.cohort_id == group.cohort_id and row.group_id in (None, group.id)]
        for group in found
    }


def teaches(person_id: int) -> bool:
    """Whether the person teaches a group or a date."""
    group = select(CohortGroup.id).where(CohortGroup.lecturer_id == person_id)
    dated = select(CohortSession.id).where(CohortSession.teacher_id == person_id)
    return bool(db.session.scalar(select(group.exists() | dated.exists())))


def taught(person_id: int) -> Sequence[CohortSession]:
    """The dates that the person teaches, the newest first."""
    return db.session.scalars(
        select(CohortSession)
        .where(CohortSession.teacher_id == person_id)
        .order_by(CohortSession.starts_at.desc(), CohortSession.id)
        .options(
            joinedload(CohortSession.module),
            joinedload(CohortSession.group),
            joinedload(CohortSession.cohort).joinedload(Cohort.run),
        )
    ).all()


def lecturers(organisation_id: int) -> Sequence[Person]:
    """Who teaches in the organisation, by reading."""
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.INSTRUCTOR)
        .order_by(Person.kana, Person.id)
    ).all()


def _placed(cohort_ids: Iterable[int]) -> list[Placed]:
    own = (Membership.person_id == Enrolment.person_id) & (Membership.organisation_id == CourseRun.organisation_id)
    rows = db.session.execute(
        select(Enrolment, Office.name)
        .join(Enrolment.cohort)
        .join(Cohort.run)
        .outerjoin(Membership, own & (Membership.role == Role.LEARNER))
        .outerjoin(Office, Office.id == Membership.office_id)
        .where(Enrolment.cohort_id.in_(set(cohort_ids)), Enrolment.state == EnrolmentState.ENROLLED)
        .order_by(Enrolment.number, Enrolment.id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.group))
    )
    return [Placed(enrolment, office) for enrolment, office in rows]
