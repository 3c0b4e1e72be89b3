"""One factory for each model of the training."""

from __future__ import annotations

from datetime import date, timedelta

import factory

from app import clock
from app.accounts.rules import Role
from app.training.models.curricula import Curriculum, Module
from app.training.models.lessons import Lesson, LessonVersion
from app.training.models.running import Cohort, CohortSession, CourseRun, Enrolment
from app.training.rules.running import EnrolmentState, Route
from app.training.rules.words import Confidence, Form
from tests.factories import ModelFactory, OrganisationFactory, member


class CurriculumFactory(ModelFactory):
    class Meta:
        model = Curriculum

    organisation = factory.SubFactory(OrganisationFactory)
    slug = factory.Sequence(lambda n: f"course-{n}")
    course = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"研修{n}")
    edition = "r6"
    edition_title = "令和6年4月1日から"
    target = "受講する人"
    basis = "要項"
    total_minutes = 300
    total_source = "要項"
    total_confidence = Confidence.CONFIRMED
    note = "時間数は要項によります。"
    created_at = factory.LazyFunction(clock.now)


class ModuleFactory(ModelFactory):
    class Meta:
        model = Module

    curriculum = factory.SubFactory(CurriculumFactory)
    code = factory.Sequence(lambda n: f"m{n}")
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"科目{n}")
    goals = factory.LazyFunction(list)
    contents = factory.LazyFunction(list)
    form = Form.LECTURE
    delivery = factory.LazyFunction(list)
    minutes = 60
    replaces = factory.LazyFunction(list)
    source = "要項"
    confidence = Confidence.CONFIRMED
    lessons = factory.LazyFunction(list)


class LessonFactory(ModelFactory):
    class Meta:
        model = Lesson

    slug = factory.Sequence(lambda n: f"nanbyo-{n + 10}")
    folder = "nanbyo"
    path = factory.LazyAttribute(lambda o: f"nanbyo/{o.slug[-2:]}-{o.slug}.md")
    created_at = factory.LazyFunction(clock.now)


class LessonVersionFactory(ModelFactory):
    """The first version of a lesson of two sections that are equally long."""

    class Meta:
        model = LessonVersion

    lesson = factory.SubFactory(LessonFactory)
    number = 1
    title = factory.Sequence(lambda n: f"教材{n}")
    lead = "分かります。"
    minutes = 2
    as_of = date(2026, 10, 1)
    goals = factory.LazyFunction(lambda: ["言える。"])
    body = "## 一\n\nあああああ\n\n## 二\n\nいいいいい\n"
    content_hash = factory.Sequence(lambda n: f"hash-{n}")
    created_at = factory.LazyFunction(clock.now)


class CourseRunFactory(ModelFactory):
    """A training of an organisation by a curriculum of its own, which runs this month."""

    class Meta:
        model = CourseRun

    organisation = factory.SubFactory(OrganisationFactory)
    curriculum = factory.LazyAttribute(lambda o: CurriculumFactory(organisation=o.organisation))
    title = factory.Sequence(lambda n: f"第{n}期")
    starts_on = factory.LazyFunction(lambda: clock.today() - timedelta(days=10))
    ends_on = factory.LazyFunction(lambda: clock.today() + timedelta(days=20))
    created_at = factory.LazyFunction(clock.now)


class CohortFactory(ModelFactory):
    class Meta:
        model = Cohort

    run = factory.SubFactory(CourseRunFactory)
    title = "Aクラス"
    capacity = 50
    grace_minutes = 5
    limit_minutes = 30
    created_at = factory.LazyFunction(clock.now)


class EnrolmentFactory(ModelFactory):
    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    person = factory.LazyFunction(lambda: member(Role.LEARNER))
    number = factory.Sequence(lambda n: n + 1)
    state = EnrolmentState.ENROLLED
    route = Route.LIST
    applied_at = factory.LazyFunction(clock.now)
    decided_at = factory.LazyFunction(clock.now)


class CohortSessionFactory(ModelFactory):
    """Two hours, begun at this moment."""

    class Meta:
        model = CohortSession

    cohort = factory.SubFactory(CohortFactory)
    module = factory.LazyAttribute(lambda o: ModuleFactory(curriculum=o.cohort.run.curriculum))
    form = Form.LECTURE
    starts_at = factory.LazyFunction(clock.now)
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(minutes=120))
    place = "第2会議室"
    lecturer = "講師"
    created_at = factory.LazyFunction(clock.now)
