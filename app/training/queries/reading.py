"""Find for which training somebody reads a lesson."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.db import db
from app.training.models.curricula import Module
from app.training.models.lessons import LessonVersion
from app.training.models.running import Cohort, CourseRun, Enrolment
from app.training.queries import lessons
from app.training.rules import reading_time
from app.training.rules.running import EnrolmentState

Place = tuple[Enrolment, Module]


def shares(version: LessonVersion) -> list[int]:
    """The seconds that each section of the lesson is worth."""
    sections = lessons.page(version.id, version.body).sections
    return reading_time.section_seconds(version.minutes, [each.characters for each in sections])


def crediting(person_id: int, version: LessonVersion, today: date) -> Place | None:
    """The enrolment and module for which this lesson is being read; None for somebody who reads freely.

    Time counts for one training alone. Where several want the lesson: the newest enrolment and its first module,
    until the lesson has had its whole time there; then the next newest whose training is not over.
    """
    rows = db.session.execute(
        select(Enrolment, Module, CourseRun.ends_on)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(CourseRun, CourseRun.id == Cohort.run_id)
        .join(Module, Module.curriculum_id == CourseRun.curriculum_id)
        .where(
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
            Module.withdrawn_at.is_(None),
        )
        .order_by(Enrolment.id.desc(), Module.position)
    )
    found: dict[int, Place] = {}
    running: dict[int, Place] = {}
    for enrolment, module, ends_on in rows:
        if version.lesson.path in module.lessons:
            place = found.setdefault(enrolment.id, (enrolment, module))
            if ends_on >= today:
                running.setdefault(enrolment.id, place)
    newest = next(iter(found.values()), None)
    if newest is None or len(found) == 1:
        return newest
    candidates = [newest, *running.values()]
    return next((each for each in candidates if not _full(person_id, version, each[0].id)), newest)


def _full(person_id: int, version: LessonVersion, enrolment_id: int) -> bool:
    """Has the lesson had its whole time in the enrolment?"""
    readings = lessons.section_readings(person_id, version.lesson_id, enrolment_id)
    return all(n in readings and readings[n].seconds >= share for n, share in enumerate(shares(version), 1))
