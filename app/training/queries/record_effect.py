"""Find what a training has changed: the levels of a cohort's 研修記録シート, put together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from app.db import db
from app.training.models.curricula import Module
from app.training.models.records import RecordGoal, RecordRating, RecordSheet
from app.training.models.running import Enrolment
from app.training.rules.records import Change, Mean, Moment, Rater
from app.training.rules.running import EnrolmentState

Means = dict[tuple[Moment, Rater], Mean]
Changes = dict[tuple[Moment, Rater], Change]
Figure = tuple[int | None, Moment, Rater, float, int]


@dataclass(frozen=True, slots=True)
class Line:
    """The means of one module, and how the same people changed since before."""

    module: Module
    means: Means
    changes: Changes


@dataclass(frozen=True, slots=True)
class Effect:
    """A cohort as a whole, and module by module."""

    means: Means
    changes: Changes
    lines: Sequence[Line]

    def points(self, rater: Rater, labels: dict[Moment, str]) -> list[dict[str, object]]:
        """What a chart draws of one rater: the moments that have any figure."""
        found = [(moment, self.means.get((moment, rater))) for moment in Moment]
        return [{"label": labels[moment], "value": mean.shown} for moment, mean in found if mean is not None]


def effect(cohort_id: int) -> Effect:
    """What those who learn in the cohort, and their managers, have handed in; drafts do not count."""
    modules = {module.id: module for module in _modules(cohort_id)}
    means: defaultdict[int | None, Means] = defaultdict(dict)
    changes: defaultdict[int | None, Changes] = defaultdict(dict)
    for by_module in (True, False):
        for module_id, moment, rater, value, people in _means(cohort_id, by_module=by_module):
            means[module_id][moment, rater] = Mean(float(value), people)
        for module_id, moment, rater, value, people in _changes(cohort_id, by_module=by_module):
            changes[module_id][moment, rater] = Change(float(value), people)
    lines = [Line(module, means[id_], changes[id_]) for id_, module in modules.items() if id_ in means]
    return Effect(means[None], changes[None], lines)


def _modules(cohort_id: int) -> Sequence[Module]:
    rated = select(RecordGoal.module_id).where(RecordGoal.cohort_id == cohort_id)
    return db.session.scalars(select(Module).where(Module.id.in_(rated)).order_by(Module.position, Module.id)).all()


def _means(cohort_id: int, *, by_module: bool) -> list[Figure]:
    group: list[Any] = [RecordGoal.module_id] if by_module else []
    wanted = (
        select(
            *group,
            RecordSheet.moment,
            RecordSheet.rater,
            func.avg(RecordRating.level),
            func.count(RecordSheet.id.distinct()),
        )
        .join(RecordRating, RecordRating.sheet_id == RecordSheet.id)
        .join(RecordGoal, RecordGoal.id == RecordRating.goal_id)
        .join(Enrolment, Enrolment.id == RecordSheet.enrolment_id)
        .where(*_counts(cohort_id))
        .group_by(*group, RecordSheet.moment, RecordSheet.rater)
    )
    return _rows(wanted, by_module=by_module)


def _changes(cohort_id: int, *, by_module: bool) -> list[Figure]:
    """Each rating beside that of the same goal by the same person before the training."""
    first, first_rating = aliased(RecordSheet), aliased(RecordRating)
    group: list[Any] = [RecordGoal.module_id] if by_module else []
    wanted = (
        select(
            *group,
            RecordSheet.moment,
            RecordSheet.rater,
            func.avg(RecordRating.level - first_rating.level),
            func.count(RecordSheet.id.distinct()),
        )
        .join(RecordRating, RecordRating.sheet_id == RecordSheet.id)
        .join(RecordGoal, RecordGoal.id == RecordRating.goal_id)
        .join(Enrolment, Enrolment.id == RecordSheet.enrolment_id)
        .join(first, (first.enrolment_id == RecordSheet.enrolment_id) & (first.rater == RecordSheet.rater))
        .join(first_rating, (first_rating.sheet_id == first.id) & (first_rating.goal_id == RecordRating.goal_id))
        .where(
            *_counts(cohort_id),
            RecordSheet.moment != Moment.BEFORE,
            first.moment == Moment.BEFORE,
            first.handed_in_at.is_not(None),
        )
        .group_by(*group, RecordSheet.moment, RecordSheet.rater)
    )
    return _rows(wanted, by_module=by_module)


def _counts(cohort_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Enrolment.cohort_id == cohort_id,
        Enrolment.state == EnrolmentState.ENROLLED,
        RecordSheet.handed_in_at.is_not(None),
    )


def _rows(wanted: Select[Any], *, by_module: bool) -> list[Figure]:
    """The figures of each module, or of all of them together."""
    whole: tuple[None, ...] = () if by_module else (None,)
    return [(*whole, *row) for row in db.session.execute(wanted)]
