from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.training.actions.reading import beat
from app.training.models.curricula import Module
from app.training.models.lessons import LessonVersion
from app.training.models.running import Cohort, Enrolment
from app.training.queries import minutes
from tests.client import StrictClient
from tests.training.factories import (
    CohortFactory,
    CourseRunFactory,
    CurriculumFactory,
    EnrolmentFactory,
    LessonFactory,
    LessonVersionFactory,
    ModuleFactory,
)

Twice = tuple[LessonVersion, list[tuple[Enrolment, Module]]]


@pytest.fixture
def twice(db: Session, centre: Organisation, cohort: Cohort, stocked: Organisation) -> Twice:
    """A lesson of two minutes that two trainings of one learner want, the newer first."""
    version: LessonVersion = LessonVersionFactory(lesson=LessonFactory(organisation_id=stocked.id))
    curriculum = CurriculumFactory(organisation=centre, original=CurriculumFactory())
    newer = CohortFactory(run=CourseRunFactory(organisation=centre, curriculum=curriculum))
    wanted = {"lessons": [version.lesson.path], "minutes": 2}
    old = EnrolmentFactory(cohort=cohort), ModuleFactory(curriculum=cohort.run.curriculum, **wanted)
    new = EnrolmentFactory(cohort=newer, person=old[0].person), ModuleFactory(curriculum=curriculum, **wanted)
    db.flush()
    return version, [new, old]


def read(version: LessonVersion, by: Person, times: int) -> None:
    """Read both sections by turns, twenty seconds each; a pause before."""
    began = clock.now() + timedelta(minutes=10 * times)
    for n in range(times + 1):
        now = began + timedelta(seconds=20 * n)
        beat(version, version_id=version.id, section=n % 2 + 1, paragraph=1, by=by, now=now)


def earned(places: list[tuple[Enrolment, Module]]) -> list[int]:
    return [minutes.sums([enrolment.id]).of(enrolment.id, module.id) for enrolment, module in places]


def test_a_lesson_of_two_trainings_is_read_for_the_newer_and_then_for_the_older(
    client: StrictClient, db: Session, twice: Twice
) -> None:
    version, places = twice
    learner = places[0][0].person
    pages, stood = [], []
    for times in (6, 7, 8):
        db.commit()
        client.sign_in(learner)
        pages.append(client.get(f"/lessons/{version.lesson.slug}").text)
        read(version, learner, times)
        db.flush()
        stood.append(earned(places))

    assert stood == [[2, 0], [2, 2], [2, 2]]
    assert [module.title in page for page, (_, module) in zip(pages, [*places, places[0]], strict=False)] == [True] * 3


def test_a_training_that_is_over_takes_nothing_more_when_a_newer_has_had_its_time(
    db: Session, cohort: Cohort, twice: Twice
) -> None:
    version, places = twice
    cohort.run.starts_on, cohort.run.ends_on = clock.today() - timedelta(days=9), clock.today() - timedelta(days=1)
    db.flush()

    for times in (6, 7):
        read(version, places[0][0].person, times)
    db.flush()

    assert earned(places) == [2, 0]
