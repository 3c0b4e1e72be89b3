"""Find how things stand: a cohort at a glance for its organiser, a training for its learner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.training.models.applying import ExtensionRequest
from app.training.models.curricula import Module
from app.training.models.running import Assignment, Cohort, CohortSession, Enrolment, Practicum
from app.training.queries import applying, coming, makeups, minutes, passes, running
from app.training.queries.makeups import MakeUp
from app.training.rules import completion
from app.training.rules.completion import FormTotal, Judge, Stand, Standing, Whole
from app.training.rules.running import EnrolmentState

PEOPLE_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One learner with how they stand in each assigned module."""

    enrolment: Enrolment
    whole: Whole

    @property
    def stands(self) -> Sequence[Stand]:
        return self.whole.stands

    @property
    def complete(self) -> bool:
        return completion.complete(self.stands)

    @property
    def overdue(self) -> Sequence[Stand]:
        return self.whole.overdue

    def by_module(self) -> dict[int, Stand]:
        return {each.wanted.module_id: each for each in self.stands}

    @property
    def done(self) -> int:
        return self.whole.done


@dataclass(frozen=True, slots=True)
class Board:
    """A cohort at a glance."""

    rows: Sequence[Row]
    modules: Sequence[Module]
    undecided: int

    @property
    def in_need(self) -> list[Row]:
        return [row for row in self.rows if row.overdue]

    @property
    def percent(self) -> int:
        wanted = sum(len(row.stands) for row in self.rows)
        return 100 * sum(row.done for row in self.rows) // wanted if wanted else 0

    @property
    def spread(self) -> dict[int, dict[Standing, int]]:
        """How many stand how, by module."""
        return completion.spread(row.whole for row in self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // PEOPLE_A_PAGE))

    def page(self, number: int) -> Sequence[Row]:
        return self.rows[(number - 1) * PEOPLE_A_PAGE : number * PEOPLE_A_PAGE]


def board(cohort: Cohort, today: date) -> Board:
    """How everybody in the cohort stands; the number of queries does not depend on how many they are."""
    states = (EnrolmentState.ENROLLED, EnrolmentState.APPLIED, EnrolmentState.WAITING)
    everybody = running.enrolments(cohort.id, *states)
    enrolled = [each for each in everybody if each.state is EnrolmentState.ENROLLED]
    assigned = running.assignments(cohort.id)
    earned = minutes.figures(cohort.id)
    checks = passes.needed(map(running.wanted, assigned))
    passed = running.passed_checks((each.person_id for each in enrolled), checks)
    before = applying.before(cohort.id)
    for_all = [each for each in assigned if each.enrolment_id is None]
    own = _own(assigned)
    judges: dict[object, Judge] = {}
    rows = []
    for each in enrolled:
        mine, known = own.get(each.id, []), passed.get(each.person_id, frozenset())
        key = tuple((one.module_id, one.due_on) for one in mine), known  # who got the same is judged alike
        if key not in judges:
            judges[key] = Judge(running.wanted_by([*for_all, *mine], each.id), known, today, before)
        rows.append(Row(each, judges[key].whole(earned.get(each.id, ""))))
    modules = {each.module_id: each.module for each in assigned}
    undecided = len(everybody) - len(enrolled)
    return Board(rows, sorted(modules.values(), key=lambda module: module.position), undecided)


def _own(assigned: Iterable[Assignment]) -> dict[int, list[Assignment]]:
    """What was assigned to one enrolment alone."""
    found: defaultdict[int, list[Assignment]] = defaultdict(list)
    for each in assigned:
        if each.enrolment_id is not None:
            found[each.enrolment_id].append(each)
    return found


@dataclass(frozen=True, slots=True)
class Learning:
    """A training as its learner sees it."""

    enrolment: Enrolment
    stands: Sequence[Stand]
    forms: Sequence[FormTotal]
    sessions: Sequence[CohortSession]
    practica: Sequence[Practicum]
    lessons: dict[int, list[str]]
    make_ups: Sequence[MakeUp]
    extensions: Sequence[ExtensionRequest]

    @property
    def complete(self) -> bool:
        return completion.complete(self.stands)

    @property
    def left(self) -> list[Stand]:
        return [each for each in self.stands if not each.done]

    @property
    def next(self) -> Stand | None:
        """What can be done here and now comes before what is taught at a date; what is overdue before all."""
        order = sorted(self.left, key=self._turn)
        return order[0] if order else None

    def _turn(self, stand: Stand) -> tuple[bool, bool, bool]:
        return bool(stand.waits_for), not self.lessons.get(stand.wanted.module_id), not _overdue(stand)

    @property
    def missing_minutes(self) -> int:
        return sum(each.missing_minutes for each in self.left)


def _overdue(stand: Stand) -> bool:
    return stand.standing is Standing.OVERDUE


def learning(enrolment: Enrolment, today: date, now: datetime) -> Learning:
    """What is done, what is next and what is missing in one enrolment."""
    assigned = running.assignments(enrolment.cohort_id)
    wanted = running.wanted_by(assigned, enrolment.id)
    earned = minutes.sums([enrolment.id])
    passed = running.passed_checks([enrolment.person_id], passes.needed(wanted))
    own = passed.get(enrolment.person_id, frozenset())
    alone = [completion.stand(one, earned.of(enrolment.id, one.module_id), passed=own, today=today) for one in wanted]
    stands = completion.in_order(alone, applying.before(enrolment.cohort_id))
    return Learning(
        enrolment,
        stands,
        completion.by_form(stands, earned.by_form(enrolment.id)),
        coming.dates_of(enrolment),
        running.practica([enrolment.id]),
        {each.module_id: each.module.lessons for each in assigned},
        makeups.of_enrolment(enrolment, now),
        applying.extensions([enrolment.id]),
    )
