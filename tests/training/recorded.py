"""A cohort whose 研修記録シート are open, and sheets that were filled in."""

from __future__ import annotations

from datetime import date, timedelta

from app import clock
from app.accounts.models import Person
from app.training.actions import records
from app.training.actions.records import Filled
from app.training.models.curricula import Module
from app.training.models.records import RecordGoal, RecordSheet
from app.training.models.running import Cohort, Enrolment
from app.training.queries import records as find
from app.training.rules.records import Days, Moment, Rater
from tests.training.learners import assigned


def days_from(today: date) -> Days:
    """Before is due in a week; after opens in ten days, later in a hundred."""
    ahead = (7, 10, 24, 100, 114, 128)
    return Days(*(today + timedelta(days=number) for number in ahead))


def opened(cohort: Cohort, by: Person, *, goals: int = 2, module: Module | None = None) -> list[RecordGoal]:
    """One module with some goals to be rated."""
    module, today = module or assigned(cohort, by, title="難病の理解"), clock.today()
    records.set_days(cohort, days_from(today), by=by, now=clock.now(), today=today)
    records.set_goals(cohort, {module.id: [f"目標{number}" for number in range(1, goals + 1)]}, by=by)
    return list(find.goals(cohort.id))


def handed_in(
    enrolment: Enrolment,
    levels: list[int],
    *,
    moment: Moment = Moment.BEFORE,
    rater: Rater = Rater.SELF,
    later: int = 0,
) -> RecordSheet:
    """A sheet with these levels, handed in so many days from now."""
    goals = find.goals(enrolment.cohort_id)
    filled = Filled({goal.id: level for goal, level in zip(goals, levels, strict=True)}, "ふりかえり")
    when = {"now": clock.now() + timedelta(days=later), "today": clock.today() + timedelta(days=later)}
    by = enrolment.person if rater is Rater.SELF else None
    return records.hand_in(enrolment, moment, rater, filled, name=enrolment.person.name, by=by, **when)


def sent(goals: list[RecordGoal], *levels: int, do: str = "hand_in", **more: str) -> dict[str, str]:
    """What the page sends."""
    return {f"goal_{goal.id}": str(level) for goal, level in zip(goals, levels, strict=False)} | {"do": do} | more
