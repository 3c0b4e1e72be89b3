"""What the training knows of somebody as a teacher: their groups and dates, which stay without them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.running import CohortGroup, CohortSession
from app.training.queries import groups


def _taught(person_id: int) -> list[Row]:
    taught = groups.teaching(person_id)
    return [{"研修": each.cohort.run.title, "受講クラス": each.cohort.title, "演習班": each.title} for each in taught]


def _leave_groups(person_id: int, _now: datetime) -> None:
    db.session.execute(update(CohortGroup).where(CohortGroup.lecturer_id == person_id).values(lecturer_id=None))


def _dates_taught(person_id: int) -> list[Row]:
    return [
        {"研修": dated.cohort.run.title, "科目": dated.module.title, "開始": dated.starts_at, "場所": dated.place}
        for dated in groups.taught(person_id)
    ]


def _leave_dates(person_id: int, _now: datetime) -> None:
    db.session.execute(update(CohortSession).where(CohortSession.teacher_id == person_id).values(teacher_id=None))


personal_data.register("担当する演習班", ["cohort_group"], _taught, _leave_groups)
personal_data.register("受け持つ日程", ["cohort_session"], _dates_taught, _leave_dates)
