"""Find reports: what is asked of whom, what was handed in, and what waits to be marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload, undefer

from app.accounts.models import Membership, Organisation, Person
from app.accounts.queries import organisations_where
from app.accounts.rules import Permission, Role
from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from app.training.models.curricula import Module
from app.training.models.reports import ReportTask, ReportWork
from app.training.models.running import Cohort, CourseRun, Enrolment
from app.training.queries import running
from app.training.rules.reports import ReportState
from app.training.rules.running import EnrolmentState

NO_TASK = "このレポートは見つかりません。一覧から選んでください。"
NO_WORK = "この提出は見つかりません。一覧から選んでください。"
NO_FILE = "この提出にファイルはありません。"
LECTURES = Permission.WRITE_QUESTION


@dataclass(frozen=True, slots=True)
class Counted:
    """A report and how many have handed it in, wait to be marked and have passed."""

    task: ReportTask
    waiting: int
    passed: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that one enrolment has to hand in, with its last version."""

    task: ReportTask
    latest: ReportWork | None

    @property
    def state(self) -> ReportState | None:
        return self.latest.state if self.latest else None


def tasks_of(cohort_id: int) -> Sequence[Counted]:
    """The reports of the cohort in the order of its modules."""
    return _counted(ReportTask.cohort_id == cohort_id)


def to_mark(person: Person) -> Sequence[Counted]:
    """The reports that the person may mark, those with most waiting first."""
    return sorted(_counted(_may_mark(person)), key=lambda each: -each.waiting)


def _counted(which: ColumnElement[bool]) -> list[Counted]:
    """How many versions of each stand in a state, counted by the database; only of those who still learn."""

    def works(state: ReportState) -> ColumnElement[int]:
        counted = (
            select(func.count())
            .select_from(ReportWork)
            .join(Enrolment, Enrolment.id == ReportWork.enrolment_id)
            .where(
                ReportWork.task_id == ReportTask.id,
                ReportWork.state == state,
                Enrolment.state == EnrolmentState.ENROLLED,
            )
        )
        return counted.correlate(ReportTask).scalar_subquery()

    rows = db.session.execute(
        select(ReportTask, works(ReportState.HANDED_IN), works(ReportState.PASSED))
        .join(ReportTask.module)
        .join(ReportTask.cohort)
        .join(Cohort.run)
        .where(which)
        .order_by(CourseRun.starts_on.desc(), Cohort.id, Module.position)
        .options(
            contains_eager(ReportTask.module),
            contains_eager(ReportTask.cohort).contains_eager(Cohort.run),
            joinedload(ReportTask.marker),
        )
    )
    return [Counted(task, waiting, passed) for task, waiting, passed in rows]


def _may_mark(person: Person) -> ColumnElement[bool]:
    """The organiser's reports, and those that name the person as lecturer where they still lecture."""
    runs = CourseRun.organisation_id.in_(organisations_where(person, Permission.MANAGE_COHORT))
    lectures = CourseRun.organisation_id.in_(organisations_where(person, LECTURES))
    return runs | (lectures & (ReportTask.marker_id == person.id))


def task_to_mark(task_id: int, person: Person) -> ReportTask:
    """A report that the person may mark; any other is not found."""
    return _task(ReportTask.id == task_id, _may_mark(person))


def task_to_run(task_id: int, person: Person) -> ReportTask:
    """A report of a cohort that the person runs; any other is not found."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    return _task(ReportTask.id == task_id, CourseRun.organisation_id.in_(mine))


def runs(task: ReportTask, person: Person) -> bool:
    """Whether the person runs the cohort that was asked, and so may give back what is not theirs to mark."""
    mine = organisations_where(person, Permission.MANAGE_COHORT)
    place = task.cohort.run.organisation_id
    return (
        db.session.scalar(select(Organisation.id).where(Organisation.id == place, Organisation.id.in_(mine))) == place
    )


def task_in(cohort_id: int, task_id: int) -> ReportTask:
    """A report of the cohort."""
    return _task(ReportTask.id == task_id, ReportTask.cohort_id == cohort_id)


def _task(*which: ColumnElement[bool]) -> ReportTask:
    found = db.session.scalar(
        select(ReportTask)
        .join(ReportTask.cohort)
        .join(Cohort.run)
        .where(*which)
        .options(
            contains_eager(ReportTask.cohort).contains_eager(Cohort.run).joinedload(CourseRun.organisation),
            joinedload(ReportTask.module),
        )
    )
    if found is None:
        raise NotFound(NO_TASK)
    return found


def markers(organisation_id: int) -> Sequence[Person]:
    """The lecturers of the organisation, by reading."""
    return db.session.scalars(
        select(Person)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.organisation_id == organisation_id, Membership.role == Role.INSTRUCTOR)
        .order_by(Person.kana, Person.id)
        .distinct()
    ).all()


def own(enrolments: Iterable[Enrolment]) -> dict[int, list[Owed]]:
    """What these enrolments have to hand in, with the last version of each, by enrolment."""
    mine = [each for each in enrolments if each.state is EnrolmentState.ENROLLED]
    asked = db.session.scalars(
        select(ReportTask)
        .join(ReportTask.module)
        .where(ReportTask.cohort_id.in_({each.cohort_id for each in mine}))
        .order_by(Module.position)
        .options(contains_eager(ReportTask.module))
    ).all()
    latest = _latest([each.id for each in mine]) if asked else {}
    return {
        each.id: [Owed(task, latest.get((task.id, each.id))) for task in asked if task.cohort_id == each.cohort_id]
        for each in mine
    }


def _latest(enrolment_ids: Iterable[int]) -> dict[tuple[int, int], ReportWork]:
    works = db.session.scalars(
        select(ReportWork).where(ReportWork.enrolment_id.in_(set(enrolment_ids))).order_by(ReportWork.number)
    )
    return {(work.task_id, work.enrolment_id): work for work in works}


def own_task(enrolment_id: int, task_id: int, person_id: int) -> tuple[Enrolment, ReportTask]:
    """A report that the person has to hand in."""
    enrolment = running.own_enrolment_by_id(enrolment_id, person_id)
    return enrolment, task_in(enrolment.cohort_id, task_id)


def works_of(task_id: int, enrolment_id: int, *, lock: bool = False) -> Sequence[ReportWork]:
    """All versions of somebody's report, the newest first."""
    wanted = (
        select(ReportWork)
        .where(ReportWork.task_id == task_id, ReportWork.enrolment_id == enrolment_id)
        .order_by(ReportWork.number.desc())
        .options(joinedload(ReportWork.marked_by))
    )
    return db.session.scalars(wanted.with_for_update(of=ReportWork) if lock else wanted).all()


def latest_of_all(task: ReportTask) -> list[tuple[Enrolment, ReportWork | None]]:
    """Everybody who learns in the cohort with their last version, drafts left out."""
    enrolled = running.enrolments(task.cohort_id, EnrolmentState.ENROLLED)
    works = db.session.scalars(
        select(ReportWork)
        .where(ReportWork.task_id == task.id, ReportWork.state != ReportState.DRAFT)
        .order_by(ReportWork.number)
        .options(joinedload(ReportWork.marked_by))
    )
    latest = {work.enrolment_id: work for work in works}
    return [(each, latest.get(each.id)) for each in enrolled]


def work_to_mark(task: ReportTask, work_id: int, *, lock: bool = False) -> ReportWork:
    """One version that was handed in; a draft is its writer's own."""
    wanted = (
        select(ReportWork)
        .where(ReportWork.id == work_id, ReportWork.task_id == task.id, ReportWork.state != ReportState.DRAFT)
        .options(joinedload(ReportWork.enrolment).joinedload(Enrolment.person), joinedload(ReportWork.marked_by))
    )
    found = db.session.scalar(wanted.with_for_update(of=ReportWork) if lock else wanted)
    if found is None:
        raise NotFound(NO_WORK)
    return found


def own_work(work_id: int, person_id: int) -> ReportWork:
    """One version of the person's own report."""
    found = db.session.scalar(
        select(ReportWork).join(ReportWork.enrolment).where(ReportWork.id == work_id, Enrolment.person_id == person_id)
    )
    if found is None:
        raise NotFound(NO_WORK)
    return found


def file_of(work: ReportWork) -> StoredFile:
    """The file of a version, with its bytes."""
    found = db.session.scalar(
        select(StoredFile).where(StoredFile.id == work.file_id).options(undefer(StoredFile.bytes))
    )
    if found is None:
        raise NotFound(NO_FILE)
    return found


def has_marks(task_id: int) -> bool:
    """Was anything of the report marked already?"""
    marked = select(ReportWork.id).where(ReportWork.task_id == task_id, ReportWork.marked_at.is_not(None))
    return db.session.scalar(marked.limit(1)) is not None
