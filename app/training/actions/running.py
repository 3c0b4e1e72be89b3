"""Run a training: open a cohort, let people in, assign modules, remind."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app import audit
from app.accounts.actions.organisations import add_membership
from app.accounts.models import Person
from app.accounts.rules import Role
from app.db import db
from app.errors import Conflict, NotFound, Refusal
from app.notices.actions import notify, notify_all
from app.notices.rules import NoticeKind
from app.training.actions import following
from app.training.models.curricula import Curriculum, Module
from app.training.models.running import Assignment, Cohort, CourseRun, Enrolment
from app.training.queries import running as find
from app.training.rules import running as rules
from app.training.rules.days import day_ja
from app.training.rules.running import EnrolmentState, Route

WRONG_CODE = "この受講コードは使えません。主催者から届いた8文字をお確かめください。"
ALREADY_THERE = "この受講クラスには、すでに申し込んでいます。"
OUT = "この受講クラスの受講は、見送りか取下げになっています。受講したいときは、主催者にお申し出ください。"
NOT_WAITING = "この申込は、すでに決定しています。画面を開き直してください。"
DUE_OUTSIDE = "期限は、研修の期間（{first}から{last}）の中の日にしてください。"
ENDS_BEFORE = "終わりの日は、始まりの日と同じか、あとの日にしてください。"
BOARD = "/training"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organiser says of a new 期 and its first cohort."""

    title: str
    cohort: str
    starts_on: date
    ends_on: date
    capacity: int


def open_cohort(plan: Plan, curriculum: Curriculum, *, by: Person, now: datetime) -> Cohort:
    """Begin a 期 by the organisation's own copy of a curriculum, with its first cohort."""
    if not rules.days_fit(plan.starts_on, plan.ends_on):
        raise Refusal(ENDS_BEFORE)
    run = CourseRun(
        organisation_id=curriculum.organisation_id,
        curriculum_id=curriculum.id,
        title=plan.title,
        starts_on=plan.starts_on,
        ends_on=plan.ends_on,
        created_at=now,
    )
    cohort = Cohort(run=run, title=plan.cohort, capacity=plan.capacity, created_at=now)
    db.session.add(cohort)
    db.session.flush()  # the audit row names its id
    place = f"cohort:{cohort.id}"
    audit.record("cohort.open", place, by=by.id, organisation=run.organisation_id, after={"capacity": plan.capacity})
    return cohort


def enrol(cohort: Cohort, people: Sequence[Person], *, by: Person, now: datetime) -> list[Enrolment]:
    """Let these people in by list: those who are there stay as they are, those who are out come back.

    Without a seat one waits.
    """
    _alone_with(cohort)
    present = {each.person_id: each for each in find.enrolments(cohort.id)}
    made = []
    for person in people:
        known = present.get(person.id)
        if known is None or known.state in rules.OUT:
            enrolment = known or Enrolment(cohort_id=cohort.id, person=person, route=Route.LIST)
            enrolment.applied_at = now  # whoever comes back waits behind those who wait already
            _seat(enrolment, cohort, by=by, now=now)
            db.session.add(enrolment)
            db.session.flush()  # the next one is to find this seat taken
            made.append(enrolment)
    return made


def new_code(cohort: Cohort, *, by: Person) -> str:
    """Give the cohort a new enrolment code; the old one is worth nothing from now on."""
    cohort.code = "".join(secrets.choice(rules.CODE_LETTERS) for _ in range(rules.CODE_LENGTH))
    audit.record("cohort.code", f"cohort:{cohort.id}", by=by.id, organisation=cohort.run.organisation_id)
    return cohort.code


def apply_by_code(code: str, *, by: Person, now: datetime) -> Enrolment:
    """Apply for the cohort of a code; the organiser decides. Refuses a code that is none, and a second time."""
    cohort = find.cohort_by_code(code)
    if cohort is None:
        raise NotFound(WRONG_CODE)
    return apply(cohort, by=by, now=now)


def apply(cohort: Cohort, *, by: Person, now: datetime) -> Enrolment:
    """Apply for a cohort that takes applications; raises Conflict a second time."""
    for known in find.enrolments(cohort.id):
        if known.person_id == by.id:
            raise Conflict(OUT if known.state in rules.OUT else ALREADY_THERE)
    state, route = EnrolmentState.APPLIED, Route.CODE
    enrolment = Enrolment(cohort_id=cohort.id, person_id=by.id, state=state, route=route, applied_at=now)
    db.session.add(enrolment)
    return enrolment


def decide(enrolment: Enrolment, cohort: Cohort, *, accept: bool, by: Person, now: datetime) -> None:
    """受講決定: a seat or a place on the waiting list, or no; raises Conflict when it was decided meanwhile.

    Whoever was declined or taken out can be accepted after all.
    """
    _alone_with(cohort)
    db.session.refresh(enrolment)
    comes_back = accept and enrolment.state in rules.OUT
    if enrolment.state not in rules.OPEN and not comes_back:
        raise Conflict(NOT_WAITING)
    if comes_back:
        enrolment.applied_at = now
    if accept:
        _seat(enrolment, cohort, by=by, now=now)
    else:
        enrolment.state, enrolment.decided_at, enrolment.decided_by_id = EnrolmentState.DECLINED, now, by.id
        _tell(enrolment, cohort, "受講の申込は見送られました。主催者にご確認ください。", now)


def withdraw(enrolment: Enrolment, cohort: Cohort, *, by: Person, now: datetime) -> None:
    """Take somebody out; what they did stays, and whoever has waited longest gets the seat."""
    _alone_with(cohort)
    if enrolment.state is not EnrolmentState.ENROLLED:
        raise Conflict(NOT_WAITING)
    enrolment.state, enrolment.decided_at, enrolment.decided_by_id = EnrolmentState.WITHDRAWN, now, by.id
    audit.record("enrolment.withdraw", f"enrolment:{enrolment.id}", by=by.id, organisation=cohort.run.organisation_id)
    db.session.flush()  # the seat is free for the next
    waiting = find.enrolments(cohort.id, EnrolmentState.WAITING)
    for longest in sorted(waiting, key=lambda each: (each.applied_at, each.id))[:1]:
        _seat(longest, cohort, by=by, now=now)


def _alone_with(cohort: Cohort) -> None:
    """Seats and numbers are given one after the other."""
    db.session.refresh(cohort, with_for_update=True)


def _seat(enrolment: Enrolment, cohort: Cohort, *, by: Person, now: datetime) -> None:
    taken, highest = find.taken(cohort.id)
    enrolment.state = rules.seat(cohort.capacity, taken)
    if enrolment.state is EnrolmentState.WAITING:
        return
    enrolment.number = enrolment.number or highest + 1  # who comes back is known by the old one
    enrolment.decided_at, enrolment.decided_by_id = now, by.id
    add_membership(enrolment.person, cohort.run.organisation, Role.LEARNER, now=now)
    if enrolment.id is not None:
        following.follow(enrolment, cohort.id, now=now)
    _tell(enrolment, cohort, "受講が決まりました。「研修」の画面で、次にすることをご覧ください。", now)


def _tell(enrolment: Enrolment, cohort: Cohort, body: str, now: datetime) -> None:
    title = f"{cohort.run.title} {cohort.title}"
    notify(enrolment.person.id, kind=NoticeKind.TRAINING, title=title, body=body, link=BOARD, now=now)


def outside(run: CourseRun) -> str:
    """Between which days a due day may lie, in words."""
    return DUE_OUTSIDE.format(first=day_ja(run.starts_on), last=day_ja(run.ends_on))


def assign(
    cohort: Cohort,
    modules: Iterable[Module],
    *,
    due_on: date | None,
    only: Enrolment | None,
    by: Person,
    now: datetime,
) -> int:
    """Assign modules to the cohort, or to one enrolment alone; one assigned before gets the new due day.

    Refuses a day outside the training.
    """
    run = cohort.run
    if not rules.due_fits(due_on, run.starts_on, run.ends_on):
        raise Refusal(outside(run))
    owner = only.id if only else None
    present = {each.module_id: each for each in find.assignments(cohort.id) if each.enrolment_id == owner}
    chosen = list(modules)
    for module in chosen:
        if module.id not in present:
            made = Assignment(
                cohort_id=cohort.id, enrolment_id=owner, module_id=module.id, made_by_id=by.id, made_at=now
            )
            db.session.add(made)
            present[module.id] = made
        present[module.id].due_on = due_on
    after = {"modules": [module.id for module in chosen], "due_on": str(due_on), "enrolment": owner}
    audit.record("assignment.set", f"cohort:{cohort.id}", by=by.id, organisation=run.organisation_id, after=after)
    return len(chosen)


def remind(cohort: Cohort, person_ids: Iterable[int], *, by: Person, now: datetime) -> int:
    """Tell these learners that something is overdue."""
    wanted = sorted(set(person_ids))
    title = f"{cohort.run.title} {cohort.title}"
    body = (
        "期限を過ぎた科目があります。「研修」の画面で、残りをご確認ください。事情のあるときは主催者にご相談ください。"
    )
    notify_all(wanted, kind=NoticeKind.TRAINING, title=title, body=body, link=BOARD, now=now)
    place = f"cohort:{cohort.id}"
    audit.record(
        "cohort.remind", place, by=by.id, organisation=cohort.run.organisation_id, after={"people": len(wanted)}
    )
    return len(wanted)
