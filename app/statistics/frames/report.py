"""A whole report: all figures of an edition on one basis, as plain values ready to be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from app.statistics.frames.choices import combination_level, omission, statement_level
from app.statistics.frames.cut import BOTH, at_the_marks
from app.statistics.frames.irt import covariances, item_parameters
from app.statistics.frames.marks import drop_excluded, marks_of, tails
from app.statistics.frames.questions import question_level
from app.statistics.frames.responses import plain
from app.statistics.frames.scale import alpha_interval, distribution, percentiles, scale_level

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A total to be reckoned: its words, and the question numbers that are in it."""

    kind: str
    code: str
    title: str
    numbers: tuple[int, ...]
    pass_mark: int | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is stored: a row for each part, and for each question its own, its statements and its sets.

    `covariance` says how the parameters of the questions vary together, where they were estimated.
    """

    scales: list[Values]
    questions: dict[int, Values]
    statements: dict[int, list[Values]]
    sets: dict[int, list[Values]]
    covariance: Values | None = None


def chosen_attempts(attempts: pd.DataFrame, totals: pd.Series, basis: str) -> pd.Index:
    """The attempts that count: `attempts` is in the order of time, with `person` and `first` of the whole paper."""
    if basis == "first":
        return attempts.index[attempts["first"]]
    people = attempts.assign(total=totals).groupby("person", sort=False)
    if basis == "last":
        return people.tail(1).index
    if basis == "highest":
        return pd.Index(people["total"].idxmax().to_list())
    return attempts.index


def reckoned(
    chosen: pd.DataFrame, seconds: pd.DataFrame, asked: pd.DataFrame, parts: Sequence[Part], *, irt: bool = False
) -> Figures:
    """All figures of these attempts, with item response theory where it is asked for."""
    marks = marks_of(chosen, drop_excluded(asked))
    ends = tails(marks.sum(axis=1))
    marks_by_field = {part.code: part.pass_mark for part in parts if part.kind == "field"}
    judged = at_the_marks(marks, asked, marks_by_field)
    own = question_level(marks, asked).join(omission(chosen, seconds), how="right")
    together = None
    if irt:
        fitted = item_parameters(marks)
        own, together = own.join(fitted), covariances(marks, fitted)
    return Figures(
        [_scale(marks, part, judged) for part in parts],
        {int(number): _plain(row) for number, row in own.to_dict("index").items()},
        _by_number(statement_level(chosen, marks, asked, ends)),
        _by_number(combination_level(chosen, asked, ends)),
        None if together is None or together.empty else _together(together),
    )


def _together(found: pd.DataFrame) -> Values:
    """The numbers of the questions, and the rows: all difficulties, then all slopes."""
    numbers = [int(number) for _, number in found.index[: len(found) // 2]]
    return {"numbers": numbers, "rows": [[round(float(one), 8) for one in row] for row in found.to_numpy()]}


def _scale(marks: pd.DataFrame, part: Part, judged: pd.DataFrame) -> Values:
    own = marks[[number for number in part.numbers if number in marks]]
    figures = _plain(scale_level(own).to_dict())
    low, high = alpha_interval(figures["alpha"] or float("nan"), len(own), own.shape[1])
    figures |= {"alpha_low": plain(low), "alpha_high": plain(high), "pass_mark": part.pass_mark}
    figures["distribution"] = [int(count) for count in distribution(own)]
    figures["percentiles"] = {str(at): plain(value) for at, value in percentiles(own).items()}
    key = {"total": BOTH, "field": part.code}.get(part.kind)
    if key is not None and key in judged.index:
        figures |= _plain(judged.loc[key].to_dict())
    return {"kind": part.kind, "code": part.code, "title": part.title, "questions": own.shape[1], "figures": figures}


def _by_number(rows: pd.DataFrame) -> dict[int, list[Values]]:
    found: dict[int, list[Values]] = {}
    for row in rows.to_dict("records"):
        found.setdefault(int(row.pop("number")), []).append(_plain(row))
    return found


def _plain(row: Mapping[str, Any]) -> Values:
    """Numbers that JSON knows: whole ones whole, truth as truth, what is undefined as None."""
    return {str(name): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bool | int):
        return value
    return plain(value)
