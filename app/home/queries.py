"""Find what the front door shows: where to go on, the last result, news, and how the site is doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, column, func, inspect, select, table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import contains_eager, selectinload

from app.config import ROOT
from app.db import db
from app.exams import rules as exams
from app.exams.models import Attempt, Paper, SectionScoreRow
from app.exams.queries.attempts import answers_of, judged, results_are_out
from app.exams.queries.content import printed
from app.exams.rules import GRACE, AttemptState, Result
from app.notices.models import Notice
from app.questions.rules.words import PaperKind
from app.tasks import Outbox, OutboxState

NOTICES_SHOWN = 3
VERSIONS = table("alembic_version", column("version_num"))  # Alembic's own table, read without loading Alembic
UNREACHABLE = "データベースに接続できません。"
NOT_MIGRATED = "データベースの表が最新ではありません。db upgrade を実行してください。"


def open_attempts(person_id: int, now: datetime) -> Sequence[Attempt]:
    """What the person is in the middle of, the one with the least time left first."""
    return db.session.scalars(
        select(Attempt)
        .join(Attempt.paper)
        .where(Attempt.person_id == person_id, ~_over(now))
        .order_by(Attempt.ends_at)
        .options(contains_eager(Attempt.paper))
    ).all()


@dataclass(frozen=True, slots=True)
class LatestResult:
    """The newest judged mock examination of somebody."""

    attempt: Attempt
    result: Result


def latest_result(person_id: int, now: datetime) -> LatestResult | None:
    """The person's newest mock examination whose result may be seen now; None when there is none."""
    attempt = db.session.scalars(
        select(Attempt)
        .join(Attempt.paper)
        .join(Attempt.edition)
        .where(Attempt.person_id == person_id, _over(now), Paper.kind == PaperKind.MOCK, results_are_out(now))
        .order_by(Attempt.started_at.desc(), Attempt.id.desc())
        .limit(1)
        .options(
            contains_eager(Attempt.paper),
            contains_eager(Attempt.edition),
            selectinload(Attempt.scores).joinedload(SectionScoreRow.section),
        )
    ).one_or_none()
    return None if attempt is None else LatestResult(attempt, _result(attempt))


def _over(now: datetime) -> ColumnElement[bool]:
    """Handed in, or out of time, stored so or not."""
    return (Attempt.state != AttemptState.OPEN) | (Attempt.ends_at < now - GRACE)


def _result(attempt: Attempt) -> Result:
    """From the stored scores, or from the answers where the worker has not come round yet."""
    paper = printed(attempt.edition_id, attempt.edition.revision)
    if attempt.scored_revision < attempt.edition.revision:
        return judged(paper, answers_of(attempt.id))
    scores = {row.section.code: exams.SectionScore(row.correct, row.total) for row in attempt.scores}
    return exams.judge(paper.fields, scores)


def newest_unread(person_id: int) -> Sequence[Notice]:
    """The newest of the notices that the person has not read."""
    return db.session.scalars(
        select(Notice)
        .where(Notice.person_id == person_id, Notice.read_at.is_(None))
        .order_by(Notice.id.desc())
        .limit(NOTICES_SHOWN)
    ).all()


# ── Health ───────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=1)
def _wanted_tables() -> str:
    """The newest migration of this code, by its name; they are numbered, and a house test holds that they follow."""
    return max(path.name for path in (ROOT / "migrations" / "versions").glob("[0-9]*.py")).partition("_")[0]


def not_ready() -> str | None:
    """Why the site cannot serve now, in a sentence; None when the database answers and is up to date."""
    try:
        migrated = inspect(db.session.connection()).has_table(VERSIONS.name)
        stored = db.session.scalar(select(VERSIONS.c.version_num)) if migrated else None
    except SQLAlchemyError:
        return UNREACHABLE
    return None if stored == _wanted_tables() else NOT_MIGRATED


@dataclass(frozen=True, slots=True)
class Figures:
    """What is going on at this moment, by the database."""

    open_attempts: int
    outbox: dict[OutboxState, int]


def figures(now: datetime) -> Figures:
    """How many sit an examination now, and how much work waits or has failed."""
    sitting = db.session.scalar(select(func.count()).select_from(Attempt).where(~_over(now))) or 0
    unfinished = (OutboxState.WAITING, OutboxState.RUNNING, OutboxState.FAILED)
    counted = select(Outbox.state, func.count()).where(Outbox.state.in_(unfinished)).group_by(Outbox.state)
    outbox = dict.fromkeys(unfinished, 0)
    for state, count in db.session.execute(counted):
        outbox[state] = count
    return Figures(sitting, outbox)
