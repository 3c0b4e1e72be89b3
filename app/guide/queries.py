"""Find the dates of the examination, and who may change them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.queries import home_organisation, places_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import Forbidden, NotFound
from app.guide.models import ExamDate

NO_DATE = "この日程は見つかりません。日程の一覧からお選びください。"
NOT_A_KEEPER = "日程を変えられるのは、このサイトの管理者だけです。"


def all_dates() -> Sequence[ExamDate]:
    """Every date, the newest edition first."""
    wanted = select(ExamDate).order_by(ExamDate.round.desc(), ExamDate.begins_on, ExamDate.id)
    return db.session.scalars(wanted).all()


def next_dates(today: date) -> Sequence[ExamDate]:
    """The dates of the next edition that is not over; of the last one where all are."""
    last_day = func.coalesce(ExamDate.until_on, ExamDate.begins_on)
    to_come = select(func.min(ExamDate.round)).where(last_day >= today).scalar_subquery()
    newest = select(func.max(ExamDate.round)).scalar_subquery()
    wanted = select(ExamDate).where(ExamDate.round == func.coalesce(to_come, newest))
    return db.session.scalars(wanted.order_by(ExamDate.begins_on, ExamDate.id)).all()


def exam_date(date_id: int) -> ExamDate:
    """One date."""
    found = db.session.get(ExamDate, date_id)
    if found is None:
        raise NotFound(NO_DATE)
    return found


def check_keeper(person: Person) -> None:
    """Raise Forbidden for whoever does not administer the site itself: its dates are for all organisations."""
    home = home_organisation()
    if home is None or home.id not in places_where(person, Permission.ADMINISTER):
        raise Forbidden(NOT_A_KEEPER)
