"""What a reader does with a lesson: read on, mark a section, come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert  # SQLite speaks the same ON CONFLICT

from app.accounts.models import Person
from app.clock import jst
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.training.actions.minutes import credit_lesson
from app.training.models.lessons import LessonProgress, LessonVersion, SectionReading
from app.training.queries import lessons as find
from app.training.queries.reading import Place, crediting, shares
from app.training.rules import reading_time

CHANGED = "この教材は、読んでいる間に新しくなりました。画面を開き直してください。読んだところは残っています。"
NO_SECTION = "この節は見つかりません。教材を開き直してください。"
TOO_SOON = "この節を読むには短すぎる時間です。もう少し読んでから、もう一度押してください。"


@dataclass(frozen=True, slots=True)
class Beat:
    """What is known after a beat."""

    section_seconds: int
    wanted: int
    read: bool
    finished: bool


def beat(version: LessonVersion, *, version_id: int, section: int, paragraph: int, by: Person, now: datetime) -> Beat:
    """Count the time since the last beat for the section in sight, and remember the paragraph to go on at.

    Raises Conflict when the page shows an older wording than the newest, NotFound for no section.
    """
    if version_id != version.id:
        raise Conflict(CHANGED)
    wanted = _wanted(version, section)
    since = _last_beat(by.id)
    place = crediting(by.id, version, jst(now).date())
    row = _reading(version, section, place, by.id, now)
    row.seconds += reading_time.counted(since, now, already=row.seconds, wanted=wanted)
    row.changed_at = now
    return _after(version, row, place, wanted, paragraph, by, now)


def mark_section(version: LessonVersion, section: int, *, opened_at: datetime, by: Person, now: datetime) -> int | None:
    """Mark a section as read by hand; gives the section to go on with, None after the last.

    Counts the time since the page was opened or the reader's last mark. Refuses a mark that comes
    sooner than anybody can read.
    """
    wanted = _wanted(version, section)
    since = max(opened_at, _last_beat(by.id) or opened_at)
    place = crediting(by.id, version, jst(now).date())
    row = _reading(version, section, place, by.id, now)
    row.seconds += reading_time.counted_by_hand(since, now, already=row.seconds, wanted=wanted)
    row.changed_at, row.checked = now, True
    if not reading_time.is_read(row, wanted):
        raise Refusal(TOO_SOON)
    sections = find.page(version.id, version.body).sections
    _after(version, row, place, wanted, sections[section - 1].last_paragraph, by, now)
    return section + 1 if section < len(sections) else None


def _wanted(version: LessonVersion, section: int) -> int:
    each = shares(version)
    if not 1 <= section <= len(each):
        raise NotFound(NO_SECTION)
    return each[section - 1]


def _last_beat(person_id: int) -> datetime | None:
    """When the person last read anything, on whichever device; their other devices wait until we are done."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    return db.session.scalar(select(func.max(SectionReading.changed_at)).where(SectionReading.person_id == person_id))


def _reading(
    version: LessonVersion, section: int, place: Place | None, person_id: int, now: datetime
) -> SectionReading:
    """The person's row of this section, made when it is the first time, and nobody else's until we are done."""
    enrolment_id = place[0].id if place else None
    key = {"person_id": person_id, "lesson_id": version.lesson_id, "section": section, "enrolment_id": enrolment_id}
    made = insert(SectionReading).values(**key, seconds=0, checked=False, changed_at=now).on_conflict_do_nothing()
    db.session.execute(made)
    return db.session.scalars(
        select(SectionReading).filter_by(**key).with_for_update().execution_options(populate_existing=True)
    ).one()


def _after(
    version: LessonVersion,
    row: SectionReading,
    place: Place | None,
    wanted: int,
    paragraph: int,
    by: Person,
    now: datetime,
) -> Beat:
    """Remember the place, see whether the whole lesson is read, and tell the ledger."""
    db.session.flush()  # the sums below are to know of this beat
    whole = shares(version)
    readings = find.section_readings(by.id, version.lesson_id, row.enrolment_id)
    pairs = [(readings[n], share) for n, share in enumerate(whole, 1) if n in readings]
    finished = len(pairs) == len(whole) and all(reading_time.is_read(each, share) for each, share in pairs)
    _remember(version, paragraph, finished, by, now)
    seconds = sum(min(each.seconds, share) for each, share in pairs)
    if place:
        credit_lesson(*place, version.lesson.slug, seconds=seconds, finished=finished, now=now)
    return Beat(row.seconds, wanted, reading_time.is_read(row, wanted), finished)


def _remember(version: LessonVersion, paragraph: int, finished: bool, by: Person, now: datetime) -> None:
    progress = find.progress(by.id, version.lesson_id)
    if progress is None:
        progress = LessonProgress(person_id=by.id, lesson_id=version.lesson_id, opened_at=now)
        db.session.add(progress)
    last = find.page(version.id, version.body).paragraphs
    progress.version_id, progress.paragraph, progress.changed_at = version.id, max(1, min(paragraph, last)), now
    progress.read_at = progress.read_at or (now if finished else None)
