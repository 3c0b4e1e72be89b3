"""What the training knows of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.lessons import LessonProgress, LessonVersion, SectionReading


def _progress(person_id: int) -> list[Row]:
    found = db.session.execute(
        select(LessonProgress, LessonVersion.title)
        .join(LessonVersion, LessonVersion.id == LessonProgress.version_id)
        .where(LessonProgress.person_id == person_id)
        .order_by(LessonProgress.id)
    )
    return [
        {"教材": title, "読んだ段落": row.paragraph, "開いた日時": row.opened_at, "読み終えた日時": row.read_at}
        for row, title in found
    ]


def _sections(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(SectionReading).where(SectionReading.person_id == person_id).order_by(SectionReading.id)
    )
    return [
        {"教材の番号": row.lesson_id, "節": row.section, "読んだ秒数": row.seconds, "更新": row.changed_at}
        for row in found
    ]


def _erase_progress(person_id: int, _now: datetime) -> None:
    db.session.execute(delete(LessonProgress).where(LessonProgress.person_id == person_id))
    db.session.execute(delete(SectionReading).where(SectionReading.person_id == person_id))


personal_data.register("教材の進み具合", ["lesson_progress"], _progress, _erase_progress)
personal_data.register("教材を読んだ時間", ["section_reading"], _sections)
