from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions import home_organisation
from app.accounts.rules import Role
from app.home import demo_class, demo_office, demo_people, demo_training
from app.offices.actions import open_office
from app.training.models.recommendations import Recommendation
from app.training.models.running import Cohort, CohortGroup, CohortSession, Enrolment, Practicum
from app.training.queries import applying, licences, makeups
from app.training.rules.running import EnrolmentState
from tests.factories import OrganisationFactory, member
from tests.training.factories import CurriculumFactory, LessonVersionFactory

LESSONS = ("nanbyo/01-zentaizo.md", "nanbyo/02-iryohi-josei.md", "renkei/01-kachi-to-rinri.md")


def test_the_class_that_runs_has_groups_a_form_a_make_up_and_a_licence_that_is_shown(db: Session) -> None:
    now, home = clock.now(), home_organisation(clock.now())
    CurriculumFactory(organisation=home, slug=demo_training.ORIGINAL)
    for path in LESSONS:
        LessonVersionFactory(lesson__organisation_id=home.id, lesson__path=path, lesson__slug=path[-12:-3])
    lecturer, organiser = member(Role.INSTRUCTOR, home), member(Role.ORGANISER, home)
    people = [member(Role.CANDIDATE, home) for _ in range(8)]

    learning = demo_training.fill(home, organiser, people[:6], now, applying=people[6:])

    cohort = db.scalars(select(Cohort).order_by(Cohort.id.desc())).first()
    assert cohort is not None
    waiting = db.scalars(select(Enrolment).where(Enrolment.state == EnrolmentState.APPLIED)).all()
    questions, given = applying.questions(cohort.id), applying.answers(cohort.id)
    assert learning == 9
    assert [group.lecturer_id for group in db.scalars(select(CohortGroup).order_by(CohortGroup.id))] == [
        lecturer.id,
        None,
    ]
    assert {dated.teacher_id for dated in db.scalars(select(CohortSession))} == {lecturer.id}
    assert [bool(applying.unmet(questions, given[each.id])) for each in waiting] == [False, True]
    assert [rule.choice for rule in applying.rules(cohort.id)] == [demo_class.YES]
    assert [owed.offers[0].online_url for owed in makeups.of_cohort(cohort, now)][:1] == [demo_training.ONLINE]
    assert licences.places(people[0].id) == [home]
    assert [share.organisation_id for share in licences.shares(people[0].id)] == [home.id]


def test_an_office_of_the_demo_recommends_one_and_hosts_another(db: Session) -> None:
    now, home = clock.now(), home_organisation(clock.now())
    CurriculumFactory(organisation=home, slug=demo_training.ORIGINAL)
    place = OrganisationFactory()
    chief, manager = member(Role.ORGANISER, place), member(Role.MANAGER, place)
    office = open_office(place, demo_people.OFFICE, by=chief)
    recommended, hosted = member(Role.LEARNER, place), member(Role.LEARNER, place)

    people = {"by": chief, "manager": manager, "recommended": recommended, "hosted": hosted}
    learning = demo_office.fill(place, office, **people, now=now)

    said = db.scalars(select(Recommendation)).one()
    practice = db.scalars(select(Practicum)).one()
    assert learning == 1
    assert (said.person_id, said.office_id, said.ended_at) == (recommended.id, office.id, None)
    assert (practice.enrolment.person_id, practice.office_id, practice.signed_at) == (hosted.id, office.id, None)
    assert len(practice.days) == practice.days_wanted


def test_a_class_of_the_demo_prepares_for_the_exam(db: Session) -> None:
    now, home = clock.now(), home_organisation(clock.now())
    CurriculumFactory(organisation=home, slug=demo_training.ORIGINAL)
    for path in LESSONS:
        LessonVersionFactory(lesson__organisation_id=home.id, lesson__path=path, lesson__slug=path[-12:-3])
    people = [member(Role.CANDIDATE, home) for _ in range(9)]

    demo_training.fill(home, member(Role.ORGANISER, home), people[:6], now, preparing=people[6:])

    [prepares] = [each for each in db.scalars(select(Cohort)) if each.run.title == demo_training.PREPARATION]
    there = db.scalars(select(Enrolment.person_id).where(Enrolment.cohort_id == prepares.id)).all()
    assert sorted(there) == sorted(person.id for person in people[6:])
