"""Find trainings that run: those one may run, who takes part, what was assigned and when it is taught."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, with_expression

from app.accounts.models import Account, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Attempt, Paper
from app.training.models.curricula import Curriculum, Module
from app.training.models.reports import ReportTask
from app.training.models.running import (
    Assignment,
    Cohort,
    CohortSession,
    CourseRun,
    Enrolment,
    Practicum,
)
from app.training.queries import passes
from app.training.rules.completion import Wanted
from app.training.rules.reports import report_slug
from app.training.rules.running import EnrolmentState
from app.training.rules.words import Confidence

NO_COHORT = "この受講クラスは見つかりません。研修の一覧から選んでください。"
NO_ENROLMENT = "この受講者は見つかりません。受講クラスの画面から選んでください。"
NO_SESSION = "この日程は見つかりません。受講クラスの画面から選んでください。"
NO_PRACTICUM = "この実習は見つかりません。研修の画面から選んでください。"


def cohorts(person: Person) -> Sequence[tuple[Cohort, int]]:
    """The cohorts that the person runs, the newest first, with how many learn in each."""
    learning = (
        select(func.count())
        .where(Enrolment.cohort_id == Cohort.id, Enrolment.state == EnrolmentState.ENROLLED)
        .correlate(Cohort)
        .scalar_subquery()
    )
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    rows = db.session.execute(
        select(Cohort, learning)
        .join(Cohort.run)
        .where(CourseRun.organisation_id.in_(mine))
        .order_by(CourseRun.starts_on.desc(), Cohort.id)
        .options(contains_eager(Cohort.run).joinedload(CourseRun.organisation))
    )
    return [(cohort, count) for cohort, count in rows]


def learners(cohort_id: int) -> set[int]:
    """Ids of the people who learn in the cohort."""
    return set(
        db.session.scalars(
            select(Enrolment.person_id).where(
                Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.ENROLLED
            )
        )
    )


def cohort_where(cohort_id: int, person: Person) -> Cohort:
    """A cohort of an organisation in which the person runs trainings; anybody else's is not found."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    found = db.session.scalar(
        select(Cohort)
        .join(Cohort.run)
        .where(Cohort.id == cohort_id, CourseRun.organisation_id.in_(mine))
        .options(
            contains_eager(Cohort.run).joinedload(CourseRun.curriculum).selectinload(Curriculum.modules),
            contains_eager(Cohort.run).joinedload(CourseRun.organisation),
        )
    )
    if found is None:
        raise NotFound(NO_COHORT)
    return found


def cohort_by_code(code: str) -> Cohort | None:
    """The cohort of an enrolment code."""
    return db.session.scalar(select(Cohort).where(Cohort.code == code).options(joinedload(Cohort.run)))


def enrolments(cohort_id: int, *states: EnrolmentState) -> Sequence[Enrolment]:
    """Who is in the cohort in one of these states, by number and then in the order of applying."""
    wanted = select(Enrolment).where(Enrolment.cohort_id == cohort_id)
    if states:
        wanted = wanted.where(Enrolment.state.in_(states))
    order = (Enrolment.number.is_(None), Enrolment.number, Enrolment.applied_at, Enrolment.id)
    return db.session.scalars(
        wanted.order_by(*order).options(joinedload(Enrolment.person), joinedload(Enrolment.group))
    ).all()


def enrolment_in(cohort_id: int, enrolment_id: int) -> Enrolment:
    """One enrolment of the cohort."""
    found = db.session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.cohort_id == cohort_id)
        .options(joinedload(Enrolment.person))
    )
    if found is None:
        raise NotFound(NO_ENROLMENT)
    return found


def own_enrolments(person_id: int) -> Sequence[Enrolment]:
    """Where the person learns, waits or has applied, the newest first."""
    states = (EnrolmentState.ENROLLED, EnrolmentState.WAITING, EnrolmentState.APPLIED)
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.person_id == person_id, Enrolment.state.in_(states))
        .order_by(Enrolment.id.desc())
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.run).joinedload(CourseRun.organisation))
    ).all()


def own_in(cohort_id: int, person_id: int) -> Enrolment | None:
    """The person's enrolment in the cohort, while they learn there."""
    return db.session.scalar(
        select(Enrolment).where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
    )


def own_enrolment_by_id(enrolment_id: int, person_id: int) -> Enrolment:
    """One of the person's own enrolments, while they learn there."""
    found = db.session.scalar(
        select(Enrolment).where(
            Enrolment.id == enrolment_id,
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
    )
    if found is None:
        raise NotFound(NO_ENROLMENT)
    return found


def taken(cohort_id: int) -> tuple[int, int]:
    """How many seats are taken, and the highest number given."""
    learning = func.count().filter(Enrolment.state == EnrolmentState.ENROLLED)
    row = db.session.execute(
        select(learning, func.coalesce(func.max(Enrolment.number), 0)).where(Enrolment.cohort_id == cohort_id)
    ).one()
    return row[0], row[1] or 0


def people_by_email(emails: Iterable[str]) -> dict[str, Person]:
    """The persons of these confirmed addresses."""
    rows = db.session.execute(
        select(Account.email, Person)
        .join(Account.person)
        .where(Account.email.in_(set(emails)), Account.email_confirmed_at.is_not(None))
        .options(selectinload(Person.memberships))
    )
    return {email: person for email, person in rows if email is not None}


def _its_report() -> ColumnElement[bool]:
    """The report that a module of the cohort cannot be complete without."""
    same = (ReportTask.cohort_id == Assignment.cohort_id) & (ReportTask.module_id == Assignment.module_id)
    return same & ReportTask.required


def assignments(cohort_id: int) -> Sequence[Assignment]:
    """What was assigned in the cohort, to all and to single enrolments, in the order of the modules."""
    return db.session.scalars(
        select(Assignment)
        .join(Assignment.module)
        .outerjoin(ReportTask, _its_report())
        .where(Assignment.cohort_id == cohort_id)
        .order_by(Module.position, Assignment.id)
        .options(contains_eager(Assignment.module), with_expression(Assignment.report_id, ReportTask.id))
        .execution_options(populate_existing=True)
    ).all()


def wanted_by(assigned: Iterable[Assignment], enrolment_id: int) -> list[Wanted]:
    """What is asked of one enrolment: what all have, and what it has for itself, whose due day counts first."""
    found: dict[int, Assignment] = {}
    for each in assigned:
        mine = each.enrolment_id == enrolment_id
        if mine or (each.enrolment_id is None and each.module_id not in found):
            found[each.module_id] = each
    return [wanted(each) for each in sorted(found.values(), key=lambda each: each.module.position)]


def wanted(assignment: Assignment) -> Wanted:
    """An assignment as the rule of completion sees it."""
    module = assignment.module
    report = report_slug(assignment.report_id) if assignment.report_id else None
    about = (module.id, module.title, module.form, module.minutes, module.final_check, assignment.due_on, report)
    return Wanted(*about, unconfirmed=module.minutes is not None and module.confidence is Confidence.UNCONFIRMED)


def passed_checks(person_ids: Iterable[int], slugs: Iterable[str]) -> dict[int, frozenset[str]]:
    """Which of these papers and reports each person has passed."""
    papers, reports = passes.sorted_out(slugs)
    found = passes.of_reports(reports)
    if papers:
        rows = db.session.execute(
            select(Attempt.person_id, Paper.slug)
            .join(Paper, Paper.id == Attempt.paper_id)
            .where(Attempt.person_id.in_(set(person_ids)), Paper.slug.in_(papers), Attempt.passed.is_(True))
        )
        for person_id, slug in rows:
            found.setdefault(person_id, set()).add(slug)
    return {person_id: frozenset(those) for person_id, those in found.items()}


def sessions(cohort_id: int) -> Sequence[CohortSession]:
    """The timetable of the cohort."""
    return db.session.scalars(
        select(CohortSession)
        .where(CohortSession.cohort_id == cohort_id)
        .order_by(CohortSession.starts_at, CohortSession.id)
        .options(joinedload(CohortSession.module), joinedload(CohortSession.group), joinedload(CohortSession.teacher))
    ).all()


def session_in(cohort_id: int, session_id: int) -> CohortSession:
    """One session of the cohort."""
    found = db.session.scalar(
        select(CohortSession)
        .where(CohortSession.id == session_id, CohortSession.cohort_id == cohort_id)
        .options(joinedload(CohortSession.module), joinedload(CohortSession.cohort), joinedload(CohortSession.group))
    )
    if found is None:
        raise NotFound(NO_SESSION)
    return found


def practica(enrolment_ids: Iterable[int]) -> Sequence[Practicum]:
    """The practica of these enrolments, with their days."""
    return db.session.scalars(
        select(Practicum)
        .where(Practicum.enrolment_id.in_(set(enrolment_ids)))
        .order_by(Practicum.id)
        .options(selectinload(Practicum.days), joinedload(Practicum.module))
    ).all()


def own_practicum(practicum_id: int, person_id: int) -> Practicum:
    """The person's own practicum with its journal."""
    found = db.session.scalar(
        select(Practicum)
        .join(Practicum.enrolment)
        .where(
            Practicum.id == practicum_id,
            Enrolment.person_id == person_id,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .options(selectinload(Practicum.days), joinedload(Practicum.module), contains_eager(Practicum.enrolment))
    )
    if found is None:
        raise NotFound(NO_PRACTICUM)
    return found


def practicum_in(cohort_id: int, practicum_id: int) -> Practicum:
    """A practicum of somebody in the cohort."""
    found = db.session.scalar(
        select(Practicum)
        .join(Practicum.enrolment)
        .where(Practicum.id == practicum_id, Enrolment.cohort_id == cohort_id)
        .options(contains_eager(Practicum.enrolment).joinedload(Enrolment.person), selectinload(Practicum.days))
    )
    if found is None:
        raise NotFound(NO_PRACTICUM)
    return found


def practicum_by_token(token_hash: str, *, lock: bool = False) -> Practicum | None:
    """The practicum of a link, whether or not it may still be signed."""
    wanted = (
        select(Practicum)
        .where(Practicum.token_hash == token_hash)
        .options(
            joinedload(Practicum.enrolment).joinedload(Enrolment.person),
            joinedload(Practicum.module),
            selectinload(Practicum.days),
        )
    )
    return db.session.scalar(wanted.with_for_update(of=Practicum) if lock else wanted)
