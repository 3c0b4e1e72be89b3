"""What reports know of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app import files
from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Enrolment
from app.training.rules.reports import REPORT_STATE_LABELS


def _works(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(ReportWork)
        .join(ReportWork.enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(ReportWork.id)
        .options(joinedload(ReportWork.task))
    )
    return [
        {
            "題": work.task.title,
            "回": work.number,
            "本文": work.text,
            "ファイル": work.file_name,
            "提出": work.handed_in_at,
            "状態": REPORT_STATE_LABELS[work.state],
            "点": work.points,
            "講評": work.comment,
            "差し戻した理由": work.returned_reason,
        }
        for work in found
    ]


def _erase_works(person_id: int, _now: datetime) -> None:
    """Text and file go; that it was handed in and passed stays, since minutes and certificates rest on it."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    mine = ReportWork.enrolment_id.in_(own)
    kept = [file_id for file_id in db.session.scalars(select(ReportWork.file_id).where(mine)) if file_id]
    db.session.execute(
        update(ReportWork).where(mine).values(text="", file_id=None, file_name=None, comment=None, returned_reason=None)
    )
    for file_id in kept:
        if file_id is not None:
            files.forget(file_id)


def _asked_and_marked(person_id: int) -> list[Row]:
    tasks = db.session.scalars(
        select(ReportTask)
        .where((ReportTask.made_by_id == person_id) | (ReportTask.marker_id == person_id))
        .order_by(ReportTask.id)
    ).all()
    marked = db.session.scalars(
        select(ReportWork)
        .where(ReportWork.marked_by_id == person_id)
        .order_by(ReportWork.id)
        .options(joinedload(ReportWork.task))
    )
    asked: list[Row] = [{"課題": task.title, "出した日時": task.made_at} for task in tasks]
    return asked + [{"採点": work.task.title, "採点した日時": work.marked_at} for work in marked]


personal_data.register("レポート", ["report_work"], _works, _erase_works)
personal_data.register("レポートの課題と採点", ["report_task", "report_work"], _asked_and_marked)
