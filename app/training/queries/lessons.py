"""Find lessons: the newest version of each, what it rests on, and how far somebody has read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Organisation, Person
from app.accounts.queries import organisations_of
from app.accounts.rules import HOME_ORGANISATION
from app.db import db
from app.errors import NotFound
from app.exams.models import Paper
from app.training.models.lessons import Lesson, LessonCitation, LessonProgress, LessonVersion, SectionReading
from app.training.rules import lessons as values
from app.training.rules import markdown
from app.training.rules.lessons import FOLDERS
from app.training.rules.markdown import Page

NO_LESSON = "この教材は見つかりません。教材の一覧から選んでください。"


def _newest() -> Select[LessonVersion]:
    newest = select(func.max(LessonVersion.id)).group_by(LessonVersion.lesson_id)
    return (
        select(LessonVersion)
        .join(LessonVersion.lesson)
        .where(LessonVersion.id.in_(newest))
        .options(contains_eager(LessonVersion.lesson))
    )


def newest_by_slug(organisation_id: int) -> dict[str, LessonVersion]:
    """The newest version of every lesson of the organisation."""
    found = db.session.scalars(_newest().where(Lesson.organisation_id == organisation_id))
    return {version.lesson.slug: version for version in found}


def stored_lessons(organisation_id: int) -> list[values.Lesson]:
    """All lessons of the organisation as the values of their files."""
    found = db.session.scalars(
        _newest()
        .where(Lesson.organisation_id == organisation_id)
        .order_by(Lesson.path)
        .options(selectinload(LessonVersion.citations).joinedload(LessonCitation.source))
    )
    return [_as_values(version) for version in found]


def _as_values(version: LessonVersion) -> values.Lesson:
    notes = tuple(
        values.Footnote(cite.mark, cite.source.key, cite.article, cite.paragraph, cite.item, cite.suppl)
        for cite in version.citations
    )
    return values.Lesson(
        path=version.lesson.path,
        slug=version.lesson.slug,
        title=version.title,
        lead=version.lead,
        minutes=version.minutes,
        as_of=version.as_of,
        goals=tuple(version.goals),
        check=version.check_slug,
        body=version.body,
        footnotes=notes,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A lesson in the catalogue, with the person's own progress."""

    version: LessonVersion
    progress: LessonProgress | None

    @property
    def lesson(self) -> Lesson:
        return self.version.lesson


def catalogue(person: Person) -> dict[str, list[Shown]]:
    """The lessons that the person may read, by the title of their folder, each with the own progress."""
    own = {row.lesson_id: row for row in _progress_of(person.id)}
    found: dict[str, list[Shown]] = {title: [] for title in FOLDERS.values()}
    for version in readable(person):
        shown = Shown(version, own.get(version.lesson_id))
        found.setdefault(FOLDERS.get(version.lesson.folder, version.lesson.folder), []).append(shown)
    return {title: lessons for title, lessons in found.items() if lessons}


def readable(person: Person) -> Sequence[LessonVersion]:
    """The newest version of each lesson of the site and of the person's organisations, in the order of their files."""
    return db.session.scalars(_readable(person)).all()


def _readable(person: Person) -> Select[LessonVersion]:
    home = select(Organisation.id).where(Organisation.slug == HOME_ORGANISATION)
    places = Lesson.organisation_id.in_(home) | Lesson.organisation_id.in_(organisations_of(person))
    return _newest().where(places).order_by(Lesson.path, Lesson.id)


def _progress_of(person_id: int) -> Sequence[LessonProgress]:
    return db.session.scalars(select(LessonProgress).where(LessonProgress.person_id == person_id)).all()


def lesson(slug: str, person: Person) -> LessonVersion:
    """One lesson with its footnotes; NotFound when there is none or it is not for the person."""
    if "\0" in slug:
        raise NotFound(NO_LESSON)
    found = db.session.scalars(
        _readable(person)
        .where(Lesson.slug == slug)
        .options(selectinload(LessonVersion.citations).joinedload(LessonCitation.source))
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound(NO_LESSON)
    return found


def version_of(lesson_id: int, version_id: int) -> LessonVersion | None:
    """A version of the lesson, an older one too: whoever is in the midst of reading goes on in it."""
    return db.session.scalar(
        select(LessonVersion)
        .where(LessonVersion.id == version_id, LessonVersion.lesson_id == lesson_id)
        .options(
            joinedload(LessonVersion.lesson),
            selectinload(LessonVersion.citations).joinedload(LessonCitation.source),
        )
    )


def progress(person_id: int, lesson_id: int) -> LessonProgress | None:
    """How far the person has read."""
    return db.session.scalar(
        select(LessonProgress).where(LessonProgress.person_id == person_id, LessonProgress.lesson_id == lesson_id)
    )


def section_readings(person_id: int, lesson_id: int, enrolment_id: int | None) -> dict[int, SectionReading]:
    """What the person has read of the lesson in the enrolment, or freely, by section."""
    found = db.session.scalars(
        select(SectionReading).filter_by(person_id=person_id, lesson_id=lesson_id, enrolment_id=enrolment_id)
    )
    return {row.section: row for row in found}


def check_paper(version: LessonVersion) -> Paper | None:
    """The paper of the lesson's check, where it has been loaded."""
    if version.check_slug is None:
        return None
    return db.session.scalar(select(Paper).where(Paper.slug == version.check_slug))


@lru_cache(maxsize=128)
def page(version_id: int, body: str) -> Page:
    """The lesson as HTML; a version never changes, so each process makes it once."""
    return markdown.page(body)


def cited(version: LessonVersion, shown: Page) -> list[LessonCitation]:
    """The footnotes in the order in which the text meets them."""
    by_mark: Mapping[str, LessonCitation] = {cite.mark: cite for cite in version.citations}
    return [by_mark[mark] for mark in shown.marks if mark in by_mark]
