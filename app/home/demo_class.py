"""What a class of the demo asks, who teaches its groups and dates, and a licence that a learner shows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.accounts.models import Organisation, Person
from app.clock import jst
from app.training.actions import applying, groups, licences, running
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.queries import applying as find_applying
from app.training.queries import groups as find_groups
from app.training.rules.groups import Mixed
from app.training.rules.licences import LicenceKind

REQUIREMENT, PASSED, NOT_YET = "介護支援専門員実務研修受講試験に合格していますか", "合格している", "まだ合格していない"
RULE, YES, NO = "難病のある方を担当していますか", "担当している", "担当していない"
GROUPS = 2
ANSWERS = (YES, NO)
LICENCE = "00000001"
ISSUED_BEFORE, VALID = timedelta(days=4 * 365 + 200), timedelta(days=5 * 365)


def teacher(organisation: Organisation) -> Person | None:
    """The first of those who teach in the organisation."""
    return next(iter(find_groups.lecturers(organisation.id)), None)


def share_out(cohort: Cohort, lecturer: Person | None, *, by: Person) -> None:
    """Two 演習班; the first has its lecturer, the second waits for one."""
    groups.share_out(cohort, GROUPS, [Mixed.OFFICE, Mixed.PROFESSION], anew=False, by=by)
    first = find_groups.groups(cohort.id)[0]
    groups.change(first, cohort, first.title, lecturer.id if lecturer else None, by=by)


def ask(cohort: Cohort, module: Module, enrolled: Sequence[Enrolment], by: Person, now: datetime) -> None:
    """A 受講要件 and a question from whose answer a module follows; every second learner has answered."""
    meets = applying.ask(cohort, REQUIREMENT, [PASSED, NOT_YET], [PASSED], by=by)
    cares = applying.ask(cohort, RULE, [YES, NO], [], by=by)
    due_on = min(cohort.run.ends_on, jst(now).date() + timedelta(days=30))
    applying.let_follow(cohort, cares, YES, module, due_on=due_on, by=by, now=now)
    for place, enrolment in enumerate(enrolled[::2]):
        given = {meets.id: PASSED, cares.id: ANSWERS[place % len(ANSWERS)]}
        applying.answer(enrolment, cohort, given, now=now)


def apply(cohort: Cohort, people: Sequence[Person], *, by: Person, now: datetime) -> None:
    """The class has a code, and some apply; the last of them does not meet the requirement."""
    running.new_code(cohort, by=by)
    asked = find_applying.questions(cohort.id)
    for person in people:
        enrolment = running.apply(cohort, by=person, now=now)
        first = NOT_YET if person is people[-1] else PASSED
        given = {each.id: first if each.text == REQUIREMENT else YES for each in asked}
        applying.answer(enrolment, cohort, given, now=now)


def show_licence(organisation: Organisation, person: Person, now: datetime) -> None:
    """A licence that ends within a year, shown to the organisation."""
    issued_on = jst(now).date() - ISSUED_BEFORE
    licences.record(LicenceKind.CARE_MANAGER, LICENCE, issued_on, issued_on + VALID, by=person, now=now)
    licences.share(organisation, by=person, now=now)
