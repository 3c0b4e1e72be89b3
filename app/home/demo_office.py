"""What an office does in the demo: it recommends one who works there, and is the host of another's practicum."""

from __future__ import annotations

from datetime import datetime, timedelta

from app.accounts.models import Office, Organisation, Person
from app.clock import jst
from app.home import demo_training
from app.training.actions import practicum, recommendations, running
from app.training.actions.own_curricula import add_module, copy_curriculum
from app.training.actions.running import Plan
from app.training.queries import boards
from app.training.rules.words import Form

TITLE, GROUP = "令和8年度 地域の実習（デモ）", "Aクラス"
PRACTICE = "事業所での実習（デモ）"
WORDS = "新しい職員の相談役で、地域の会議にもよく出ています。学んだことを事業所に持ち帰ってもらいたいです（デモ）。"
DAY = "訪問に同行し、サービス担当者会議の記録を書きました（デモ）。"
MINUTES = 480


def fill(
    place: Organisation,
    office: Office,
    *,
    by: Person,
    manager: Person,
    recommended: Person,
    hosted: Person,
    now: datetime,
) -> int:
    """A class of the association: one is recommended for it, one learns at the office and waits to be signed.

    Says how many learn in it. Nothing without the curricula, which are loaded apart.
    """
    original = demo_training.original()
    if original is None:
        return 0
    today = jst(now).date()
    own = copy_curriculum(original, organisation=place, by=by, now=now)
    module = add_module(
        own, title=PRACTICE, form=Form.PRACTICUM, minutes=2 * MINUTES, lessons=[], final_check=None, by=by
    )
    plan = Plan(TITLE, GROUP, today - timedelta(days=20), today + timedelta(days=70), capacity=20)
    cohort = running.open_cohort(plan, own, by=by, now=now)
    running.new_code(cohort, by=by)
    running.enrol(cohort, [hosted], by=by, now=now)
    running.assign(cohort, [module], due_on=plan.ends_on, only=None, by=by, now=now)
    [row] = boards.board(cohort, today).rows
    days = practicum.begin(
        row.enrolment, module, host="", supervisor=manager.name, days=2, by=by, now=now, office=office
    )
    for back in (6, 5):
        practicum.write_day(days, on=today - timedelta(days=back), minutes=MINUTES, text=DAY, now=now, today=today)
    recommendations.recommend(cohort, recommended, office, words=WORDS, by=manager, now=now)
    return 1
