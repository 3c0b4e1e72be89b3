"""What an organiser sees of a paper while people sit it, and what has been ruled on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Person
from app.accounts.queries import places_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Answer, Attempt, LateAnswer, Paper, PaperEdition, Ruling
from app.exams.rules import GRACE, AttemptState
from app.questions.rules.words import PaperKind

SITTINGS_A_PAGE = 100
LATE_AT_A_TIME = 100
NO_SITTING = "この受験は見つかりません。受験状況の画面を開き直してください。"
NO_LATE_ANSWER = "この解答は見つかりません。受験状況の画面を開き直してください。"


@dataclass(frozen=True, slots=True)
class Run:
    """A paper and what the person may do with it; `sitting` people sit it now."""

    paper: Paper
    may_run: bool
    may_rule: bool
    sitting: int


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody at work: how many of the questions have a mark."""

    attempt: Attempt
    answered: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sit, have passed, have failed, and are closed but not yet scored by today's rulings."""

    sitting: int
    passed: int
    failed: int
    unscored: int

    @property
    def pages(self) -> int:
        """Pages of those who sit."""
        return max(1, -(-self.sitting // SITTINGS_A_PAGE))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A late answer on which nobody has decided; `ended_at` is when the attempt was over, `stored` a mask."""

    late: LateAnswer
    name: str
    ended_at: datetime
    stored: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """A ruling and who made it."""

    ruling: Ruling
    by: str


def papers_to_run(person: Person, now: datetime) -> list[Run]:
    """The papers that the person may run or rule on, in the order of their slugs; nobody sits a trial."""
    run = places_where(person, Permission.RUN_EXAM)
    rule = places_where(person, Permission.RULE_ON_QUESTION)
    sitting = select(func.count()).where(Attempt.paper_id == Paper.id, _sits(now)).correlate(Paper)
    found = db.session.execute(
        select(Paper, sitting.scalar_subquery())
        .where(Paper.organisation_id.in_(run | rule), Paper.kind != PaperKind.TRIAL)
        .order_by(Paper.slug)
    )
    return [Run(paper, paper.organisation_id in run, paper.organisation_id in rule, count) for paper, count in found]


def sittings(paper: Paper, now: datetime, *, page: int = 1) -> list[Sitting]:
    """Who sits the paper at this moment, soonest to end first."""
    answered = select(func.count()).where(Answer.attempt_id == Attempt.id, Answer.choices != 0).correlate(Attempt)
    found = db.session.execute(
        select(Attempt, answered.scalar_subquery())
        .where(Attempt.paper_id == paper.id, _sits(now))
        .order_by(Attempt.ends_at, Attempt.id)
        .limit(SITTINGS_A_PAGE)
        .offset((page - 1) * SITTINGS_A_PAGE)
        .options(joinedload(Attempt.person), joinedload(Attempt.edition))
    )
    return [Sitting(attempt, count) for attempt, count in found]


def sitting_of(paper: Paper, attempt_id: int) -> Attempt:
    """An attempt at this paper with its person; NotFound for one at another."""
    attempt = db.session.scalar(
        select(Attempt)
        .where(Attempt.id == attempt_id, Attempt.paper_id == paper.id)
        .options(joinedload(Attempt.person), joinedload(Attempt.edition))
    )
    if attempt is None:
        raise NotFound(NO_SITTING)
    return attempt


def to_extend(paper: Paper, attempt_id: int | None = None) -> Sequence[Attempt]:
    """The open attempts at the paper, or the one; nobody else can move their ends until we are done."""
    wanted = (
        select(Attempt)
        .where(Attempt.paper_id == paper.id, Attempt.state == AttemptState.OPEN)
        .order_by(Attempt.id)
        .with_for_update(key_share=True)  # saves of answers go on meanwhile
    )
    return db.session.scalars(wanted if attempt_id is None else wanted.where(Attempt.id == attempt_id)).all()


def tally(paper: Paper, now: datetime) -> Tally:
    """How the paper stands, in one query."""
    over = ~_sits(now)
    scored = over & (Attempt.scored_revision >= PaperEdition.revision)
    row = db.session.execute(
        select(
            func.count().filter(_sits(now)),
            func.count().filter(scored & Attempt.passed.is_(True)),
            func.count().filter(scored & Attempt.passed.is_(False)),
            func.count().filter(over & (Attempt.scored_revision < PaperEdition.revision)),
        )
        .select_from(Attempt)
        .join(Attempt.edition)
        .where(Attempt.paper_id == paper.id)
    ).one()
    return Tally(*row)


def late_answers_waiting(paper: Paper) -> list[Waiting]:
    """Late answers without a decision, oldest first, LATE_AT_A_TIME at most."""
    found = db.session.execute(
        select(
            LateAnswer,
            Person.name,
            func.coalesce(Attempt.closed_at, Attempt.ends_at),
            func.coalesce(Answer.choices, 0),
        )
        .join(Attempt, Attempt.id == LateAnswer.attempt_id)
        .join(Person, Person.id == Attempt.person_id)
        .outerjoin(Answer, (Answer.attempt_id == LateAnswer.attempt_id) & (Answer.number == LateAnswer.number))
        .where(Attempt.paper_id == paper.id, LateAnswer.accepted.is_(None))
        .order_by(LateAnswer.id)
        .limit(LATE_AT_A_TIME)
    )
    return [Waiting(late, name, ended_at, stored) for late, name, ended_at, stored in found]


def late_answer_of(paper: Paper, late_id: int) -> LateAnswer:
    """A late answer of an attempt at this paper, which nobody else can decide on until we are done."""
    late = db.session.scalar(
        select(LateAnswer)
        .join(Attempt, Attempt.id == LateAnswer.attempt_id)
        .where(LateAnswer.id == late_id, Attempt.paper_id == paper.id)
        .with_for_update(of=LateAnswer)
    )
    if late is None:
        raise NotFound(NO_LATE_ANSWER)
    return late


def rulings_of(paper: Paper) -> list[Ruled]:
    """What has been corrected in the paper and by whom, newest first."""
    found = db.session.execute(
        select(Ruling, Person.name)
        .join(Person, Person.id == Ruling.made_by_id)
        .where(Ruling.paper_id == paper.id)
        .order_by(Ruling.id.desc())
        .options(joinedload(Ruling.question))
    )
    return [Ruled(ruling, name) for ruling, name in found]


def _sits(now: datetime) -> ColumnElement[bool]:
    """Open, with time left; the same as the rule `shown_state` says."""
    return (Attempt.state == AttemptState.OPEN) & (Attempt.ends_at >= now - GRACE)
