"""Assign what follows from the answers of somebody who learns."""

from __future__ import annotations

from datetime import datetime

from app.db import db
from app.training.models.applying import AssignmentRule
from app.training.models.running import Assignment, Enrolment
from app.training.queries import applying as find
from app.training.queries import running as places


def follow(enrolment: Enrolment, cohort_id: int, *, now: datetime) -> int:
    """Assign what follows from the answers of somebody who learns; says how many modules that were."""
    given = find.answers(cohort_id).get(enrolment.id, {})
    fitting = [each for each in find.rules(cohort_id) if given.get(each.question_id) == each.choice]
    return sum(give(rule, enrolment, cohort_id, now) for rule in fitting)


def give(rule: AssignmentRule, enrolment: Enrolment, cohort_id: int, now: datetime) -> bool:
    """The module of the rule, unless it was assigned already, to all or to this one."""
    present = places.assignments(cohort_id)
    if any(each.module_id == rule.module_id and each.enrolment_id in (None, enrolment.id) for each in present):
        return False
    made = Assignment(
        cohort_id=cohort_id,
        enrolment_id=enrolment.id,
        module_id=rule.module_id,
        due_on=rule.due_on,
        made_by_id=rule.made_by_id,
        made_at=now,
    )
    db.session.add(made)
    return True
