"""Assign what follows from the answers of those who learn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from app.db import db
from app.training.models.applying import AssignmentRule
from app.training.models.running import Assignment, Enrolment
from app.training.queries import applying as find
from app.training.queries import running as places


def follow(enrolment: Enrolment, cohort_id: int, *, now: datetime) -> int:
    """Assign what follows from the answers of somebody who learns; says how many modules that were."""
    rules = find.rules(cohort_id)
    given = find.answers(cohort_id).get(enrolment.id, {}) if rules else {}
    fitting = [each for each in rules if given.get(each.question_id) == each.choice]
    return give(fitting, [enrolment], cohort_id, now=now)


def give(rules: Iterable[AssignmentRule], people: Sequence[Enrolment], cohort_id: int, *, now: datetime) -> int:
    """The modules of these rules for these people, but for what was assigned already, to all or to one of them."""
    present = {(each.enrolment_id, each.module_id) for each in places.assignments(cohort_id)}
    made = []
    for rule in rules:
        for enrolment in people:
            if not {(None, rule.module_id), (enrolment.id, rule.module_id)} & present:
                present.add((enrolment.id, rule.module_id))
                made.append(
                    Assignment(
                        cohort_id=cohort_id,
                        enrolment_id=enrolment.id,
                        module_id=rule.module_id,
                        due_on=rule.due_on,
                        made_by_id=rule.made_by_id,
                        made_at=now,
                    )
                )
    db.session.add_all(made)
    return len(made)
