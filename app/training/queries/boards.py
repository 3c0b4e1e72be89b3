"""Find how things stand: a cohort at a glance for its organiser, a training for its learner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.training.models.curricula import Module
from app.training.models.running import Cohort, CohortSession, Enrolment, Practicum
from app.training.queries import minutes, passes, running
from app.training.rules import completion
from app.training.rules.completion import FormTotal, Stand, Standing
from app.training.rules.running import EnrolmentState

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One learner with how they stand in each assigned module."""

    enrolment: Enrolment
    stands: Sequence[Stand]

    @property
    def complete(self) -> bool:
        return completion.complete(self.stands)

    @property
    def overdue(self) -> list[Stand]:
        return [each for each in self.stands if each.standing is Standing.OVERDUE]

    def by_module(self) -> dict[int, Stand]:
        return {each.wanted.module_id: each for each in self.stands}

    @property
    def done(self) -> int:
        return sum(each.done for each in self.stands)


@dataclass(frozen=True, slots=True)
class Board:
    """A cohort at a glance."""

    rows: Sequence[Row]
    modules: Sequence[Module]

    @property
    def in_need(self) -> list[Row]:
        return [row for row in self.rows if row.overdue]

    @property
    def percent(self) -> int:
        wanted = sum(len(row.stands) for row in self.rows)
        return 100 * sum(row.done for row in self.rows) // wanted if wanted else 0

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // PEOPLE_A_PAGE))

    def page(self, number: int) -> Sequence[Row]:
        return self.rows[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE]


def board(cohort: Cohort, today: date) -> Board:
    """How everybody in the cohort stands; the number of queries does not depend on how many they are."""
    enrolled = running.enrolments(cohort.id, EnrolmentState.ENROLLED)
    assigned = running.assignments(cohort.id)
    earned = minutes.totals(each.id for each in enrolled)
    checks = passes.needed(map(running.wanted, assigned))
    passed = running.passed_checks((each.person_id for each in enrolled), checks)
    for_all = [each for each in assigned if each.enrolment_id is None]
    usual = [completion.Judge(one, today) for one in running.wanted_by(for_all, 0)]
    special = {each.enrolment_id for each in assigned if each.enrolment_id is not None}
    nothing: dict[int, int] = {}
    rows = []
    for each in enrolled:
        judges = usual
        if each.id in special:
            judges = [completion.Judge(one, today) for one in running.wanted_by(assigned, each.id)]
        mine, own = earned.get(each.id, nothing), passed.get(each.person_id, frozenset())
        rows.append(Row(each, [judge.stand(mine.get(judge.module_id, 0), own) for judge in judges]))
    modules = {each.module_id: each.module for each in assigned}
    return Board(rows, sorted(modules.values(), key=lambda module: module.position))


@dataclass(frozen=True, slots=True)
class Learning:
    """A training as its learner sees it."""

    enrolment: Enrolment
    stands: Sequence[Stand]
    forms: Sequence[FormTotal]
    sessions: Sequence[CohortSession]
    practica: Sequence[Practicum]
    lessons: dict[int, list[str]]

    @property
    def complete(self) -> bool:
        return completion.complete(self.stands)

    @property
    def left(self) -> list[Stand]:
        return [each for each in self.stands if not each.done]

    @property
    def next(self) -> Stand | None:
        """What can be done here and now comes before what is taught at a date; what is overdue before all."""
        order = sorted(self.left, key=lambda each: (not self.lessons.get(each.wanted.module_id), not _overdue(each)))
        return order[0] if order else None

    @property
    def missing_minutes(self) -> int:
        return sum(each.missing_minutes for each in self.left)


def _overdue(stand: Stand) -> bool:
    return stand.standing is Standing.OVERDUE


def learning(enrolment: Enrolment, today: date) -> Learning:
    """What is done, what is next and what is missing in one enrolment."""
    assigned = running.assignments(enrolment.cohort_id)
    wanted = running.wanted_by(assigned, enrolment.id)
    earned = minutes.sums([enrolment.id])
    passed = running.passed_checks([enrolment.person_id], passes.needed(wanted))
    own = passed.get(enrolment.person_id, frozenset())
    stands = [completion.stand(one, earned.of(enrolment.id, one.module_id), passed=own, today=today) for one in wanted]
    return Learning(
        enrolment,
        stands,
        completion.by_form(stands, earned.by_form(enrolment.id)),
        running.sessions(enrolment.cohort_id),
        running.practica([enrolment.id]),
        {each.module_id: each.module.lessons for each in assigned},
    )
