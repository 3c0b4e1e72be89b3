"""Find recommendations: for the organiser beside an application, for whoever was recommended, for their office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Office
from app.db import db
from app.errors import NotFound
from app.training.models.recommendations import Recommendation
from app.training.models.running import Cohort, CourseRun, Enrolment

NO_RECOMMENDATION = "この推薦は見つかりません。事業所が取り下げたか、申し込みが済んでいます。"


def of_cohort(cohort_id: int) -> dict[int, list[Recommendation]]:
    """What offices say for those who have applied for the class, by person; what has ended is not told."""
    applied = select(Enrolment.person_id).where(Enrolment.cohort_id == cohort_id)
    rows = db.session.scalars(
        select(Recommendation)
        .where(
            Recommendation.cohort_id == cohort_id,
            Recommendation.ended_at.is_(None),
            Recommendation.person_id.in_(applied),
        )
        .order_by(Recommendation.id)
        .options(joinedload(Recommendation.office), joinedload(Recommendation.made_by))
    )
    found: dict[int, list[Recommendation]] = {}
    for row in rows:
        found.setdefault(row.person_id, []).append(row)
    return found


def for_person(person_id: int, today: date) -> Sequence[Recommendation]:
    """Those that the person may follow: of classes that they have not applied for, and that still take people."""
    there = select(Enrolment.cohort_id).where(Enrolment.person_id == person_id)
    return db.session.scalars(
        select(Recommendation)
        .join(Recommendation.cohort)
        .join(Cohort.run)
        .where(
            Recommendation.person_id == person_id,
            Recommendation.ended_at.is_(None),
            Recommendation.cohort_id.not_in(there),
            Cohort.code.is_not(None),
            CourseRun.ends_on >= today,
        )
        .order_by(Recommendation.id)
        .options(contains_eager(Recommendation.cohort).contains_eager(Cohort.run), joinedload(Recommendation.office))
    ).all()


def own(recommendation_id: int, person_id: int, today: date) -> Recommendation:
    """One of those; anything else is not found."""
    found = next((one for one in for_person(person_id, today) if one.id == recommendation_id), None)
    if found is None:
        raise NotFound(NO_RECOMMENDATION)
    return found


def by_office(office_id: int, person_id: int) -> Sequence[Recommendation]:
    """All that an office has said for somebody, the newest first; the ended ones too."""
    return db.session.scalars(
        select(Recommendation)
        .where(Recommendation.office_id == office_id, Recommendation.person_id == person_id)
        .order_by(Recommendation.id.desc())
        .options(joinedload(Recommendation.cohort).joinedload(Cohort.run), joinedload(Recommendation.made_by))
    ).all()


def of_office(recommendation_id: int, office_id: int, person_id: int) -> Recommendation:
    """One of those; anything else is not found."""
    found = next((one for one in by_office(office_id, person_id) if one.id == recommendation_id), None)
    if found is None:
        raise NotFound(NO_RECOMMENDATION)
    return found


def open_cohorts(office: Office, today: date) -> Sequence[Cohort]:
    """The classes of the office's organisation that take applications, by when they begin."""
    return db.session.scalars(
        select(Cohort)
        .join(Cohort.run)
        .where(
            CourseRun.organisation_id == office.organisation_id,
            CourseRun.ends_on >= today,
            Cohort.code.is_not(None),
        )
        .order_by(CourseRun.starts_on, Cohort.id)
        .options(contains_eager(Cohort.run))
    ).all()
