"""What 研修記録シート know of a person, and what of it goes when the account is erased."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts import personal_data
from app.accounts.personal_data import Row
from app.db import db
from app.training.models.records import RecordGoal, RecordLink, RecordReminder, RecordReturn, RecordSheet
from app.training.models.running import Enrolment
from app.training.rules.records import MOMENT_LABELS, RATER_LABELS, Rater

GONE = "（退会により消去）"


def _sheets(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(RecordSheet)
        .join(RecordSheet.enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(RecordSheet.id)
        .options(selectinload(RecordSheet.ratings))
    ).all()
    links = db.session.scalars(
        select(RecordLink).join(RecordLink.enrolment).where(Enrolment.person_id == person_id).order_by(RecordLink.id)
    )
    told = db.session.scalars(
        select(RecordReminder)
        .join(Enrolment, Enrolment.id == RecordReminder.enrolment_id)
        .where(Enrolment.person_id == person_id)
        .order_by(RecordReminder.id)
    )
    goals = _goals([goal_id for sheet in found for goal_id in sheet.levels()])
    return [
        *(_sheet(sheet, goals) for sheet in found),
        *_returns(person_id),
        *({"時点": MOMENT_LABELS[link.moment], "管理者": link.name, "送った日時": link.made_at} for link in links),
        *({"時点": MOMENT_LABELS[each.moment], "お知らせした日時": each.sent_at} for each in told),
    ]


def _returns(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(RecordReturn)
        .join(RecordReturn.sheet)
        .join(RecordSheet.enrolment)
        .where(Enrolment.person_id == person_id)
        .order_by(RecordReturn.id)
        .options(contains_eager(RecordReturn.sheet))
    ).all()
    goals = _goals([int(goal_id) for each in found for goal_id in each.levels])
    return [
        {
            "時点": MOMENT_LABELS[each.sheet.moment],
            "記入した人": each.signed_name,
            "段階": [f"{goals[int(goal_id)]}：{level}" for goal_id, level in each.levels.items()],
            "ふりかえり": each.comment,
            "提出": each.handed_in_at,
            "差し戻し": each.at,
            "理由": each.reason,
        }
        for each in found
    ]


def _sheet(sheet: RecordSheet, goals: dict[int, str]) -> Row:
    return {
        "時点": MOMENT_LABELS[sheet.moment],
        "記入した人": sheet.signed_name or RATER_LABELS[sheet.rater],
        "段階": [f"{goals[goal_id]}：{level}" for goal_id, level in sheet.levels().items()],
        "ふりかえり": sheet.comment,
        "提出": sheet.handed_in_at,
    }


def _goals(ids: list[int]) -> dict[int, str]:
    return {goal.id: goal.text for goal in db.session.scalars(select(RecordGoal).where(RecordGoal.id.in_(ids)))}


def _erase_sheets(person_id: int, _now: datetime) -> None:
    """Words and addresses go; the levels stay under the pseudonym, since the cohort's means rest on them."""
    own = select(Enrolment.id).where(Enrolment.person_id == person_id)
    sheets = RecordSheet.enrolment_id.in_(own)
    db.session.execute(update(RecordSheet).where(sheets).values(comment=""))
    signed = sheets & (RecordSheet.rater == Rater.SELF) & RecordSheet.signed_name.is_not(None)
    pseudonym = personal_data.pseudonym(person_id)
    db.session.execute(update(RecordSheet).where(signed).values(signed_name=pseudonym))
    returned = RecordReturn.sheet_id.in_(select(RecordSheet.id).where(sheets))
    db.session.execute(update(RecordReturn).where(returned).values(comment="", reason=GONE, signed_name=pseudonym))
    links = RecordLink.enrolment_id.in_(own)
    db.session.execute(update(RecordLink).where(links).values(name=GONE, email=None))


def _filled_in(person_id: int) -> list[Row]:
    found = db.session.scalars(
        select(RecordSheet)
        .where(RecordSheet.by_id == person_id, RecordSheet.rater == Rater.MANAGER)
        .order_by(RecordSheet.id)
        .options(joinedload(RecordSheet.enrolment).joinedload(Enrolment.person))
    )
    return [
        {
            "時点": MOMENT_LABELS[sheet.moment],
            "受講者": sheet.enrolment.person.name,
            "ふりかえり": sheet.comment,
            "提出": sheet.handed_in_at,
        }
        for sheet in found
    ]


def _forget_manager(person_id: int, _now: datetime) -> None:
    """What they said of a learner is the learner's; only the name goes."""
    signed = (RecordSheet.by_id == person_id) & RecordSheet.signed_name.is_not(None)
    pseudonym = personal_data.pseudonym(person_id)
    db.session.execute(update(RecordSheet).where(signed).values(signed_name=pseudonym))
    own = select(RecordSheet.id).where(RecordSheet.by_id == person_id, RecordSheet.rater == Rater.MANAGER)
    db.session.execute(update(RecordReturn).where(RecordReturn.sheet_id.in_(own)).values(signed_name=pseudonym))


def _given_back(person_id: int) -> list[Row]:
    found = db.session.scalars(select(RecordReturn).where(RecordReturn.by_id == person_id).order_by(RecordReturn.id))
    return [{"差し戻した日時": each.at, "理由": each.reason} for each in found]


personal_data.register(
    "研修記録シート",
    ["record_sheet", "record_rating", "record_link", "record_reminder", "record_return"],
    _sheets,
    _erase_sheets,
)
personal_data.register("管理者として書いた研修記録シート", ["record_sheet"], _filled_in, _forget_manager)
personal_data.register("差し戻した研修記録シート", ["record_return"], _given_back)
