"""What trainings know and rooms below ask for: the cohorts that a paper may be made for."""

from __future__ import annotations

from functools import partial

from app.accounts.models import Person
from app.exams.queries import groups
from app.exams.queries.groups import Group
from app.training.queries import running


@groups.register_groups
def cohorts(person: Person) -> list[Group]:
    """The cohorts that the person runs, by their names."""
    return [
        Group(
            f"cohort-{cohort.id}",
            f"{cohort.run.title} {cohort.title}（{learning}人）",
            partial(running.learners, cohort.id),
        )
        for cohort, learning in running.cohorts(person)
    ]
