"""From the database to frames, for the worker: what was marked at an edition, read in pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership
from app.accounts.rules import Permission, Role, roles_with
from app.db import db
from app.exams.models import Answer, Attempt, PaperEdition, PaperField, PaperQuestion
from app.exams.rules import AttemptState
from app.practice.models import ReviewLog
from app.practice.rules.words import Drill
from app.questions.models import Statement
from app.statistics.frames.report import Part

AT_A_TIME = 50_000
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Matrices:
    """All that is needed to reckon an edition; plain values and frames alone."""

    revision: int
    attempts: pd.DataFrame
    chosen: pd.DataFrame
    seconds: pd.DataFrame
    asked: pd.DataFrame
    parts: list[Part]
    drills: dict[tuple[int, int], tuple[int, int]]
    finished: int
    last_closed_at: datetime | None
    by_staff: int


def matrices_of(edition_id: int) -> Matrices:
    """Every finished attempt at the edition but those of the staff of its organisation."""
    edition = db.session.get_one(PaperEdition, edition_id)
    attempts, finished, last_closed_at = _attempts(edition)
    asked = _asked(edition_id)
    chosen, seconds = _answers(edition_id, attempts.index, asked.index)
    return Matrices(
        edition.revision,
        attempts,
        chosen,
        seconds,
        asked,
        _parts(edition_id, asked),
        _drills(asked),
        finished,
        last_closed_at,
        finished - len(attempts),
    )


def _attempts(edition: PaperEdition) -> tuple[pd.DataFrame, int, datetime | None]:
    ended = Attempt.state != AttemptState.OPEN
    first = select(func.min(Attempt.id)).where(Attempt.paper_id == edition.paper_id, ended).group_by(Attempt.person_id)
    staff = select(Membership.person_id).where(
        (Membership.role == Role.ADMINISTRATOR)
        | (
            (Membership.organisation_id == edition.paper.organisation_id)
            & Membership.role.in_(roles_with(Permission.SEE_STATISTICS))
        )
    )
    rows = db.session.execute(
        select(Attempt.id, Attempt.person_id, Attempt.id.in_(first), Attempt.person_id.in_(staff), Attempt.closed_at)
        .where(Attempt.edition_id == edition.id, ended)
        .order_by(Attempt.id)
    ).all()
    others = [(row[0], row[1], bool(row[2]), _day(row[4])) for row in rows if not row[3]]
    columns = ["attempt", "person", "first", "day"]
    frame = pd.DataFrame(others, columns=columns).astype({"first": bool, "day": float}).set_index("attempt")
    return frame, len(rows), max((row[4] for row in rows if row[4]), default=None)


def _day(moment: datetime | None) -> float:
    """Days since 1970; a closed attempt has a moment."""
    return moment.timestamp() / DAY if moment is not None else 0.0


def _asked(edition_id: int) -> pd.DataFrame:
    found = db.session.scalars(
        select(PaperQuestion)
        .where(PaperQuestion.edition_id == edition_id)
        .order_by(PaperQuestion.number)
        .options(selectinload(PaperQuestion.keys), selectinload(PaperQuestion.section))
    )
    codes = dict(
        db.session.execute(select(PaperField.id, PaperField.code).where(PaperField.edition_id == edition_id)).all()
    )
    rows = [
        {
            "number": question.number,
            "section": question.section.code,
            "field": codes[question.section.field_id],
            "choose": question.choose,
            "statements": question.statement_count,
            "accepted": tuple(sorted(key.mask for key in question.keys)),
            "treatment": question.treatment.value,
            "version": question.version_id,
        }
        for question in found
    ]
    return pd.DataFrame(rows).set_index("number")


def _answers(edition_id: int, attempts: pd.Index, numbers: pd.Index) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Straight into two small arrays: three million rows as Python objects would be too many at once."""
    chosen = np.zeros((len(attempts), len(numbers)), dtype=np.int16)
    seconds = np.zeros((len(attempts), len(numbers)), dtype=np.int32)
    ids, places = attempts.to_numpy(dtype=np.int64), numbers.to_numpy(dtype=np.int64)
    answers = db.session.execute(
        select(Answer.attempt_id, Answer.number, Answer.choices, Answer.seconds)
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .where(Attempt.edition_id == edition_id, Attempt.state != AttemptState.OPEN)
        .execution_options(yield_per=AT_A_TIME)
    )
    for some in answers.partitions():
        _fill(chosen, seconds, np.array(some, dtype=np.int64), ids, places)
    return tuple(pd.DataFrame(filled, index=attempts, columns=numbers) for filled in (chosen, seconds))


def _fill(chosen: np.ndarray, seconds: np.ndarray, rows: np.ndarray, ids: np.ndarray, places: np.ndarray) -> None:
    rows = rows[np.isin(rows[:, 0], ids) & np.isin(rows[:, 1], places)]
    at = np.searchsorted(ids, rows[:, 0]), np.searchsorted(places, rows[:, 1])
    chosen[at], seconds[at] = rows[:, 2], rows[:, 3]


def _parts(edition_id: int, asked: pd.DataFrame) -> list[Part]:
    fields = db.session.scalars(
        select(PaperField)
        .where(PaperField.edition_id == edition_id)
        .order_by(PaperField.position)
        .options(selectinload(PaperField.sections))
    )
    parts = [Part("total", "", "全体", tuple(asked.index))]
    for field in fields:
        parts.append(Part("field", field.code, field.title, _numbers(asked, "field", field.code), field.pass_mark))
        if len(field.sections) > 1:
            parts += [
                Part("section", section.code, section.title, _numbers(asked, "section", section.code))
                for section in field.sections
            ]
    return parts


def _numbers(asked: pd.DataFrame, column: str, code: str) -> tuple[int, ...]:
    return tuple(asked.index[asked[column] == code])


def _drills(asked: pd.DataFrame) -> dict[tuple[int, int], tuple[int, int]]:
    """(version, position) → how often the statement was asked as a ○× card, and how often answered rightly."""
    versions: Sequence[int] = [int(version) for version in asked["version"]]
    found = db.session.execute(
        select(
            Statement.version_id,
            Statement.position,
            func.count(),
            func.count().filter(ReviewLog.right),
        )
        .join(ReviewLog, ReviewLog.statement_id == Statement.id)
        .where(Statement.version_id.in_(versions), ReviewLog.drill == Drill.CARD)
        .group_by(Statement.version_id, Statement.position)
    )
    return {(version, position): (times, right) for version, position, times, right in found}
