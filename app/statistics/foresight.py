"""From the database to what is likely to come, for the worker: everybody's chance to pass at an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.db import db
from app.exams.models import Paper, PaperEdition
from app.questions.rules.words import PaperKind
from app.statistics.frames.marks import drop_excluded, marks_of
from app.statistics.frames.outlook import ALIKE, Evidence, Field, evidence, go_together, outlooks, parameters
from app.statistics.frames.report import Part
from app.statistics.matrices import DAY, Matrices, matrices_of
from app.statistics.models import PaperReport
from app.statistics.rules import Basis

FIELDS = 2


@dataclass(frozen=True, slots=True)
class Sat:
    """A paper of two judged fields with all who sat it the first time, ready for the filter."""

    edition_id: int
    evidence: Evidence
    alike: float
    parts: list[Part]
    marks: pd.DataFrame
    not_reached: np.ndarray


def outlooks_at(organisation_id: int, now: datetime) -> list[dict[str, Any]]:
    """Rows for PassOutlook; none where no paper has two fields with pass marks, or nobody has sat one."""
    papers = [sat for edition_id in _editions(organisation_id) if (sat := _sat(edition_id)) is not None]
    if not papers:
        return []
    sizes = [len(sat.marks) for sat in papers]
    alike = float(np.average([sat.alike for sat in papers], weights=sizes)) if sum(sizes) else ALIKE
    found = outlooks([sat.evidence for sat in papers], now.timestamp() / DAY, alike)
    erased = set(db.session.scalars(select(Person.id).where(Person.pseudonymised_at.is_not(None))))
    return [
        _row(said, papers[int(said["paper"])], now) for said in found.to_dict("records") if said["person"] not in erased
    ]


def _editions(organisation_id: int) -> Sequence[int]:
    return db.session.scalars(
        select(PaperEdition.id)
        .join(PaperEdition.paper)
        .where(Paper.organisation_id == organisation_id, Paper.kind == PaperKind.MOCK)
        .order_by(PaperEdition.id)
    ).all()


def _sat(edition_id: int) -> Sat | None:
    report = db.session.scalar(
        select(PaperReport)
        .where(PaperReport.edition_id == edition_id, PaperReport.basis == Basis.FIRST)
        .options(selectinload(PaperReport.questions), selectinload(PaperReport.scales))
    )
    if report is None or not report.counted:
        return None
    found = matrices_of(edition_id)
    judged = [part for part in found.parts if part.kind == "field" and part.pass_mark is not None]
    first = found.attempts[found.attempts["first"]]
    if len(judged) != FIELDS or not len(first):
        return None
    marks = marks_of(found.chosen.loc[first.index], drop_excluded(found.asked))
    own = {row.number: row.figures for row in report.questions}
    fields = [_field(part, marks, own, report.counted) for part in judged]
    alphas = [next(s.figures["alpha"] for s in report.scales if s.code == part.code) for part in judged]
    totals = pd.DataFrame({place: field.marks.sum(axis=1) for place, field in enumerate(fields)})
    return Sat(
        edition_id,
        evidence(list(first["person"]), list(first["day"]), (fields[0], fields[1])),
        go_together(totals, [np.nan if alpha is None else alpha / 100 for alpha in alphas]),
        found.parts,
        marks,
        _left_at_the_end(found, first.index),
    )


def _field(part: Part, marks: pd.DataFrame, figures: dict[int, Any], people: int) -> Field:
    numbers = [number for number in part.numbers if number in marks]
    slopes, hardness = parameters([figures.get(number, {}) for number in numbers], people)
    return Field(slopes, hardness, marks[numbers].to_numpy(dtype=float), part.pass_mark or 0)


def _left_at_the_end(found: Matrices, attempts: pd.Index) -> np.ndarray:
    blank = found.chosen.loc[attempts].to_numpy() == 0
    left: np.ndarray = np.logical_and.accumulate(blank[:, ::-1], axis=1).sum(axis=1)
    return left


def _row(said: dict[str, Any], sat: Sat, now: datetime) -> dict[str, Any]:
    place = int(said["row"])
    day = float(sat.evidence.days[place])
    return {
        "person_id": int(said["person"]),
        "edition_id": sat.edition_id,
        "papers": int(said["papers"]),
        "last_sat_at": datetime.fromtimestamp(day * DAY, tz=now.tzinfo),
        "chance": float(said["chance"]),
        "low": float(said["low"]),
        "high": float(said["high"]),
        "parts": _parts(said, sat, place),
        "computed_at": now,
    }


def _parts(said: dict[str, Any], sat: Sat, place: int) -> dict[str, Any]:
    judged = [part for part in sat.parts if part.kind == "field" and part.pass_mark is not None]
    fields = [
        {
            **_score(part, sat, place),
            "pass_mark": part.pass_mark,
            "chance": float(said[f"chance_{n}"]),
            "expected": float(said[f"expected_{n}"]),
        }
        for n, part in enumerate(judged, 1)
    ]
    sections = [_score(part, sat, place) for part in sat.parts if part.kind == "section"]
    return {
        "fields": fields,
        "sections": sections,
        "not_reached": int(sat.not_reached[place]),
        "questions": sat.marks.shape[1],
    }


def _score(part: Part, sat: Sat, place: int) -> dict[str, Any]:
    own = sat.marks[[number for number in part.numbers if number in sat.marks]].to_numpy()
    return {
        "title": part.title,
        "score": int(own[place].sum()),
        "questions": own.shape[1],
        "mean": float(own.sum(axis=1).mean()),
    }
