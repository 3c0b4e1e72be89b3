"""Change lessons: bring them to what their files say, a new version only for what has changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.accounts.models import Organisation
from app.db import db
from app.errors import Refusal
from app.questions import queries as bank
from app.questions.rules.loading import LoadReport, Outcome
from app.training.models.lessons import Lesson, LessonCitation, LessonVersion
from app.training.queries import lessons as find
from app.training.rules import lessons as values

LESSONS = "教材"


def load_lessons(
    found: Sequence[values.Lesson], *, organisation: Organisation, now: datetime, report: LoadReport
) -> None:
    """Bring the organisation's lessons to what the files say; the same files again change nothing.

    Refuses when a source that a footnote names has not been loaded with the question bank.
    """
    sources = {source.key: source.id for source in bank.sources(organisation.id)}
    _check_sources(found, sources)
    present = find.newest_by_slug(organisation.id)
    for lesson in found:
        version = present.get(lesson.slug)
        if version is not None and version.content_hash == lesson.content_hash:
            report.note(LESSONS, Outcome.UNCHANGED)
            continue
        report.note(LESSONS, Outcome.ADDED if version is None else Outcome.UPDATED)
        row = version.lesson if version else _new_lesson(lesson, organisation, now)
        row.path = lesson.path
        _add_version(row, lesson, sources, number=version.number + 1 if version else 1, now=now)


def _check_sources(found: Sequence[values.Lesson], sources: Mapping[str, int]) -> None:
    missing = sorted({note.source for lesson in found for note in lesson.footnotes} - sources.keys())
    if missing:
        raise Refusal(f"根拠（{'、'.join(missing)}）がまだ入っていません。先に questions load を実行してください。")


def _new_lesson(lesson: values.Lesson, organisation: Organisation, now: datetime) -> Lesson:
    row = Lesson(
        organisation_id=organisation.id, slug=lesson.slug, folder=lesson.folder, path=lesson.path, created_at=now
    )
    db.session.add(row)
    return row


def _add_version(row: Lesson, lesson: values.Lesson, sources: Mapping[str, int], *, number: int, now: datetime) -> None:
    version = LessonVersion(
        lesson=row,
        number=number,
        title=lesson.title,
        lead=lesson.lead,
        minutes=lesson.minutes,
        as_of=lesson.as_of,
        goals=list(lesson.goals),
        check_slug=lesson.check,
        body=lesson.body,
        content_hash=lesson.content_hash,
        created_at=now,
    )
    version.citations = [
        LessonCitation(
            position=position,
            mark=note.mark,
            source_id=sources[note.source],
            article=note.article,
            paragraph=note.paragraph,
            item=note.item,
            suppl=note.suppl,
        )
        for position, note in enumerate(lesson.footnotes, 1)
    ]
    db.session.add(version)
