"""Find 研修記録シート: what is to be rated, who has handed in, and what the training has changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person
from app.db import db
from app.errors import NotFound, Refusal, Way
from app.training.models.curricula import Module
from app.training.models.records import RecordGoal, RecordLink, RecordPlan, RecordReturn, RecordSheet
from app.training.models.running import Cohort, CourseRun, Enrolment
from app.training.queries import lessons, running
from app.training.rules.records import MOST_GOALS, OPEN_STATES, Moment, Rater, SheetState, Window
from app.training.rules.running import EnrolmentState

NO_PLAN = "研修記録シートは、まだ用意されていません。主催者にお問い合わせください。"
NOT_SHOWN = "このシートは見つかりません。「事業所の人」の画面から選んでください。"
ONESELF = (
    "自分のシートは、管理者として記入できません。ほかの管理者か法人の責任者に、「研修」の画面からお願いしてください。"
)
Key = tuple[int, Moment, Rater]
Consent = Callable[[Person, int], bool]
Managers = Callable[[set[int]], Mapping[int, set[int]]]
_consents: list[Consent] = []
_managers: list[Managers] = []


@dataclass(frozen=True, slots=True)
class Status:
    """How it stands with one sheet."""

    moment: Moment
    rater: Rater
    window: Window
    state: SheetState
    handed_in_at: datetime | None
    begun: bool

    @property
    def open(self) -> bool:
        return self.state in OPEN_STATES

    def may_return(self, today: date) -> bool:
        """Handed in, and still taken if it were given back today."""
        return self.handed_in_at is not None and self.window.state(today, handed_in=False) in OPEN_STATES


@dataclass(frozen=True, slots=True)
class Row:
    """One learner with all of their sheets."""

    enrolment: Enrolment
    statuses: Sequence[Status]

    def of(self, moment: Moment, rater: Rater) -> Status:
        return next(each for each in self.statuses if (each.moment, each.rater) == (moment, rater))


def register_consent(shown_to: Consent) -> Consent:
    """Enter how a higher room knows that a learner shows the sheets to the manager of their office."""
    _consents.append(shown_to)
    return shown_to


def register_managers(of: Managers) -> Managers:
    """Enter how a higher room knows which managers with an account may fill in whose sheets."""
    _managers.append(of)
    return of


def managers_of(person_ids: Iterable[int]) -> dict[int, set[int]]:
    """Of each of these learners, the managers to whom they show the sheets."""
    wanted, found = set(person_ids), defaultdict[int, set[int]](set)
    for of in _managers:
        for learner, managers in of(wanted).items():
            found[learner] |= managers
    return dict(found)


def enrolment_shown_to(manager: Person, enrolment_id: int) -> Enrolment:
    """An enrolment whose learner lets this manager fill in sheets; anybody else's is not found. Refuses one's own."""
    found = db.session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Enrolment.person))
    )
    if found is not None and found.person_id == manager.id:
        raise Refusal(ONESELF, way=Way("研修記録シートを開く", "training.records", {"enrolment_id": found.id}))
    if found is None or not any(shown_to(manager, found.person_id) for shown_to in _consents):
        raise NotFound(NOT_SHOWN)
    return found


def plan_of(cohort_id: int) -> RecordPlan | None:
    """The days of the cohort's sheets, where they were set."""
    return db.session.scalar(select(RecordPlan).where(RecordPlan.cohort_id == cohort_id))


def plan_where(cohort_id: int) -> RecordPlan:
    """The same; NotFound where there is none."""
    found = plan_of(cohort_id)
    if found is None:
        raise NotFound(NO_PLAN)
    return found


def goals(cohort_id: int) -> Sequence[RecordGoal]:
    """What is rated in the cohort, in the order of the modules."""
    return db.session.scalars(
        select(RecordGoal)
        .join(RecordGoal.module)
        .where(RecordGoal.cohort_id == cohort_id)
        .order_by(Module.position, RecordGoal.module_id, RecordGoal.position)
        .options(contains_eager(RecordGoal.module))
    ).all()


def goals_by_module(cohort_id: int) -> dict[int, list[RecordGoal]]:
    """The same, by module."""
    found: dict[int, list[RecordGoal]] = {}
    for goal in goals(cohort_id):
        found.setdefault(goal.module_id, []).append(goal)
    return found


def assigned_modules(cohort_id: int) -> list[Module]:
    """The modules that anybody in the cohort has to do, in their order."""
    return list({each.module_id: each.module for each in running.assignments(cohort_id)}.values())


def proposed_goals(modules: Iterable[Module], person: Person) -> dict[int, list[str]]:
    """The goals of each module as its curriculum says, else those of its lessons, else its title to be mended."""
    of_lessons = {version.lesson.path: version.goals for version in lessons.readable(person)}
    found = {}
    for module in modules:
        taught = [goal for path in module.lessons for goal in of_lessons.get(path, [])]
        said = module.goals or taught or [f"{module.title}の内容を説明できる。"]
        found[module.id] = list(dict.fromkeys(said))[:MOST_GOALS]
    return found


def has_sheets(cohort_id: int) -> bool:
    """Has anybody in the cohort begun a sheet?"""
    begun = select(RecordSheet.id).join(RecordSheet.enrolment).where(Enrolment.cohort_id == cohort_id)
    return db.session.scalar(begun.limit(1)) is not None


def overview(cohort: Cohort, plan: RecordPlan, today: date) -> list[Row]:
    """Everybody who learns in the cohort with their sheets; the queries do not depend on how many they are."""
    enrolled = running.enrolments(cohort.id, EnrolmentState.ENROLLED)
    begun = _begun(each.id for each in enrolled)
    return [Row(each, _statuses(plan, each.id, begun, today)) for each in enrolled]


def row_of(enrolment: Enrolment, plan: RecordPlan, today: date) -> Row:
    """One learner with their sheets."""
    return Row(enrolment, _statuses(plan, enrolment.id, _begun([enrolment.id]), today))


def counts(rows: Sequence[Row]) -> dict[tuple[Moment, Rater], int]:
    """How many have handed in, by moment and rater."""
    found = dict.fromkeys(((moment, rater) for moment in Moment for rater in Rater), 0)
    for row in rows:
        for status in row.statuses:
            found[status.moment, status.rater] += status.state is SheetState.DONE
    return found


def own_rows(enrolments: Iterable[Enrolment], today: date) -> dict[int, Row]:
    """The sheets of these enrolments, where their cohorts have any, by enrolment."""
    mine = {each.id: each for each in enrolments if each.state is EnrolmentState.ENROLLED}
    cohorts = {each.cohort_id for each in mine.values()}
    plans = {
        plan.cohort_id: plan for plan in db.session.scalars(select(RecordPlan).where(RecordPlan.cohort_id.in_(cohorts)))
    }
    begun = _begun(mine) if plans else {}
    return {
        each.id: Row(each, _statuses(plans[each.cohort_id], each.id, begun, today))
        for each in mine.values()
        if each.cohort_id in plans
    }


def _begun(enrolment_ids: Iterable[int]) -> dict[Key, datetime | None]:
    rows = db.session.execute(
        select(RecordSheet.enrolment_id, RecordSheet.moment, RecordSheet.rater, RecordSheet.handed_in_at).where(
            RecordSheet.enrolment_id.in_(set(enrolment_ids))
        )
    )
    return {(enrolment_id, moment, rater): handed_in_at for enrolment_id, moment, rater, handed_in_at in rows}


def _statuses(plan: RecordPlan, enrolment_id: int, begun: Mapping[Key, datetime | None], today: date) -> list[Status]:
    found = []
    for moment in Moment:
        window = plan.window(moment)
        for rater in Rater:
            key = (enrolment_id, moment, rater)
            handed_in_at = begun.get(key)
            state = window.state(today, handed_in=handed_in_at is not None)
            found.append(Status(moment, rater, window, state, handed_in_at, key in begun))
    return found


def sheet_of(
    enrolment_id: int, moment: Moment, rater: Rater, *, handed_in: bool = False, lock: bool = False
) -> RecordSheet | None:
    """One sheet with what was rated, where it was begun; or only where it was handed in."""
    wanted = (
        select(RecordSheet)
        .where(RecordSheet.enrolment_id == enrolment_id, RecordSheet.moment == moment, RecordSheet.rater == rater)
        .options(selectinload(RecordSheet.ratings))
    )
    if handed_in:
        wanted = wanted.where(RecordSheet.handed_in_at.is_not(None))
    return db.session.scalar(wanted.with_for_update() if lock else wanted)


def sheets_of(enrolment_id: int) -> dict[tuple[Moment, Rater], RecordSheet]:
    """The sheets that were handed in of one enrolment, with what was rated."""
    found = db.session.scalars(
        select(RecordSheet)
        .where(RecordSheet.enrolment_id == enrolment_id, RecordSheet.handed_in_at.is_not(None))
        .options(selectinload(RecordSheet.ratings))
    )
    return {(each.moment, each.rater): each for each in found}


def returns_of(enrolment_id: int) -> Sequence[RecordReturn]:
    """Every time a sheet of this enrolment was given back, the newest first."""
    return db.session.scalars(
        select(RecordReturn)
        .join(RecordReturn.sheet)
        .where(RecordSheet.enrolment_id == enrolment_id)
        .order_by(RecordReturn.id.desc())
        .options(contains_eager(RecordReturn.sheet), joinedload(RecordReturn.by))
    ).all()


def sheets_of_cohort(cohort_id: int) -> dict[Key, RecordSheet]:
    """The same of everybody in the cohort."""
    found = db.session.scalars(
        select(RecordSheet)
        .join(RecordSheet.enrolment)
        .where(Enrolment.cohort_id == cohort_id, RecordSheet.handed_in_at.is_not(None))
        .options(selectinload(RecordSheet.ratings))
    )
    return {(each.enrolment_id, each.moment, each.rater): each for each in found}


def link_by_hash(token_hash: str, *, lock: bool = False) -> RecordLink | None:
    """The link of a token, whatever has become of it."""
    wanted = (
        select(RecordLink)
        .where(RecordLink.token_hash == token_hash)
        .options(
            joinedload(RecordLink.enrolment).joinedload(Enrolment.person),
            joinedload(RecordLink.enrolment)
            .joinedload(Enrolment.cohort)
            .joinedload(Cohort.run)
            .joinedload(CourseRun.organisation),
        )
    )
    return db.session.scalar(wanted.with_for_update(of=RecordLink) if lock else wanted)


def links_of(enrolment_id: int) -> dict[Moment, RecordLink]:
    """The newest link of each moment."""
    found = db.session.scalars(
        select(RecordLink).where(RecordLink.enrolment_id == enrolment_id).order_by(RecordLink.id)
    )
    return {each.moment: each for each in found}


def links_made(enrolment_id: int, moment: Moment, since: datetime) -> int:
    """How many links to this sheet were made since then."""
    return (
        db.session.scalar(
            select(func.count()).where(
                RecordLink.enrolment_id == enrolment_id, RecordLink.moment == moment, RecordLink.made_at > since
            )
        )
        or 0
    )
