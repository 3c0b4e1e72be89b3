"""One factory for each model of the training."""

from __future__ import annotations

from datetime import date

import factory

from app import clock
from app.training.models.curricula import Curriculum, Module
from app.training.models.lessons import Lesson, LessonVersion
from app.training.rules.words import Confidence, Form
from tests.factories import ModelFactory, OrganisationFactory


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
