"""研修記録シート in the demo: what the training that is over has changed, and those of one that runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from app.accounts.models import Person
from app.clock import jst, start_of
from app.training.actions import records
from app.training.actions.records import Filled
from app.training.models.running import Cohort, Enrolment
from app.training.queries import records as find
from app.training.rules.records import HIGHEST, LOWEST, Days, Moment, Rater

GOALS = (
    "制度や支援のしくみを、利用者に説明できる。",
    "本人と家族の意向を聞き取り、目標を一緒に立てられる。",
    "多職種と役割を分け、必要な支援につなげられる。",
)
WORDS = {
    Moment.BEFORE: "基礎から学び直したいです（デモ）。",
    Moment.AFTER: "事例で考えたことを、担当の計画に生かします（デモ）。",
    Moment.LATER: "サービス担当者会議で、学んだ聞き方を使っています（デモ）。",
}
BASE = {Moment.BEFORE: 1, Moment.AFTER: 3, Moment.LATER: 3}
NOON = timedelta(hours=12)
MANAGER = "見本 管理子"


def over(cohort: Cohort, enrolled: Sequence[Enrolment], by: Person, now: datetime) -> None:
    """Everybody has rated before and after; the three months end these days, and not all have answered yet."""
    today, run = jst(now).date(), cohort.run
    later = today - timedelta(days=5)
    fortnight = timedelta(days=14)
    days = Days(run.starts_on, run.ends_on, run.ends_on + fortnight, later, later + fortnight, later + 2 * fortnight)
    _open(cohort, days, run.starts_on, by, now)
    for place, enrolment in enumerate(enrolled):
        _hand_in(enrolment, place, Moment.BEFORE, run.starts_on, now)
        _hand_in(enrolment, place, Moment.AFTER, run.ends_on, now)
        if place % 3 == 0:
            _hand_in(enrolment, place, Moment.LATER, today, now)


def running(cohort: Cohort, enrolled: Sequence[Enrolment], by: Person, now: datetime) -> None:
    """Most have rated where they stand before the training; two are still asked."""
    today, run = jst(now).date(), cohort.run
    usual = (run.starts_on + timedelta(days=35), run.ends_on, run.ends_on + timedelta(days=14))
    later = (timedelta(days=90), timedelta(days=104), timedelta(days=118))
    _open(cohort, Days(*usual, *(run.ends_on + each for each in later)), run.starts_on, by, now)
    for place, enrolment in enumerate(enrolled[2:]):
        _hand_in(enrolment, place, Moment.BEFORE, today, now)


def _open(cohort: Cohort, days: Days, opened_on: date, by: Person, now: datetime) -> None:
    records.set_days(cohort, days, by=by, now=now, today=opened_on)
    records.set_goals(cohort, {module.id: GOALS for module in find.assigned_modules(cohort.id)}, by=by)


def _hand_in(enrolment: Enrolment, place: int, moment: Moment, on: date, now: datetime) -> None:
    """The learner's, and of every second one the manager's, a little lower."""
    goals = find.goals(enrolment.cohort_id)
    for rater in (Rater.SELF, Rater.MANAGER)[: 2 - place % 2]:
        lower = int(rater is Rater.MANAGER and moment is not Moment.BEFORE and place % 4 == 0)
        levels = {
            goal.id: min(HIGHEST, max(LOWEST, BASE[moment] + (place + number) % 2 - lower))
            for number, goal in enumerate(goals)
        }
        mine = rater is Rater.SELF
        name, by = (enrolment.person.name, enrolment.person) if mine else (MANAGER, None)
        filled = Filled(levels, WORDS[moment] if mine else "")
        records.hand_in(enrolment, moment, rater, filled, name=name, by=by, now=min(now, start_of(on) + NOON), today=on)
