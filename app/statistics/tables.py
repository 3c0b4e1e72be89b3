"""The tables of a report for a file, for the worker: all that its pages show, and what everybody answered, unnamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.exams.rules import choices_of
from app.questions.models import QuestionVersion
from app.statistics.frames.marks import drop_excluded, marks_of
from app.statistics.frames.report import chosen_attempts
from app.statistics.matrices import matrices_of
from app.statistics.models import PaperReport, QuestionFigures
from app.statistics.rules import FLAG_LABELS, Basis, Flag
from app.statistics.rules.columns import QUESTION_COLUMNS, SCALE_COLUMNS, SET_COLUMNS, STATEMENT_COLUMNS
from app.statistics.sheets import Cell, Table

SETS = 1 << 10


def tables_of(edition_id: int, basis: Basis) -> Iterator[Table]:
    """The tables of the stored report, then the matrices; the rows of these are as many as the report counted."""
    report = db.session.scalar(
        select(PaperReport)
        .where(PaperReport.edition_id == edition_id, PaperReport.basis == basis)
        .options(
            selectinload(PaperReport.scales),
            selectinload(PaperReport.questions)
            .joinedload(QuestionFigures.version)
            .options(
                joinedload(QuestionVersion.question),
                joinedload(QuestionVersion.topic),
                selectinload(QuestionVersion.statements),
            ),
        )
    )
    if report is not None:
        yield from _stored(report)
    yield from _matrices(edition_id, basis)


def _stored(report: PaperReport) -> Iterator[Table]:
    scales, questions = report.scales, report.questions
    yield Table(
        "得点の集計",
        ["まとまり", "問題", *SCALE_COLUMNS.values()],
        ([scale.title, scale.questions, *_figures(scale.figures, SCALE_COLUMNS)] for scale in scales),
    )
    yield Table(
        "得点の分布",
        ["まとまり", "得点", "人数"],
        (
            [scale.title, score, people]
            for scale in scales
            for score, people in enumerate(scale.figures.get("distribution", ()))
        ),
    )
    yield Table(
        "百分位",
        ["まとまり", "下から（%）", "得点"],
        (
            [scale.title, int(at), score]
            for scale in scales
            for at, score in scale.figures.get("percentiles", {}).items()
        ),
    )
    yield Table(
        "問題",
        ["問", "問題", "版", "出題項目", *QUESTION_COLUMNS.values(), "確認のしるし"],
        (_question(row) for row in questions),
    )
    yield Table("肢", ["問", "肢", "文", "正誤", *STATEMENT_COLUMNS.values()], _statements(questions))
    yield Table("選ばれた組", ["問", "組", "正答", "最も多い誤答", *SET_COLUMNS.values()], _sets(questions))


def _question(row: QuestionFigures) -> list[Cell]:
    version = row.version
    flags = "・".join(FLAG_LABELS[Flag(word)] for word in row.figures.get("flags", ()))
    named: list[Cell] = [row.number, version.question.external_id, version.number, version.topic.title]
    return [*named, *_figures(row.figures, QUESTION_COLUMNS), flags]


def _statements(questions: list[QuestionFigures]) -> Iterator[list[Cell]]:
    for row in questions:
        for statement, figures in zip(row.version.statements, row.statements["rows"], strict=True):
            named: list[Cell] = [row.number, statement.position, statement.text, "○" if figures["right"] else "×"]
            yield [*named, *_figures(figures, STATEMENT_COLUMNS)]


def _sets(questions: list[QuestionFigures]) -> Iterator[list[Cell]]:
    for row in questions:
        for figures in row.sets["rows"]:
            marks = ["○" if figures["right"] else "", "○" if figures["tempting"] else ""]
            yield [row.number, _said(figures["mask"]), *marks, *_figures(figures, SET_COLUMNS)]


def _figures(figures: Mapping[str, Any], columns: Mapping[str, str]) -> list[Cell]:
    return [figures.get(name) for name in columns]


def _said(mask: int) -> str:
    return "・".join(str(choice) for choice in choices_of(mask))


def _matrices(edition_id: int, basis: Basis) -> Iterator[Table]:
    """A row for each attempt under a number of its own: who it was stands nowhere."""
    found = matrices_of(edition_id)
    counted = drop_excluded(found.asked)
    marks = marks_of(found.chosen, counted)
    wanted = chosen_attempts(found.attempts, marks.sum(axis=1), basis.value)
    head = [f"問{number}" for number in counted.index]
    yield Table("解答の行列（得点）", ["受験", *head], _numbered(marks.loc[wanted].astype(np.int8)))
    masks = found.chosen.loc[wanted]
    words = np.array([_said(mask) for mask in range(SETS)], dtype=object)
    head = [f"問{number}" for number in masks.columns]
    yield Table("解答の行列（選んだ肢）", ["受験", *head], _numbered(masks, words))
    yield Table("解答の行列（秒）", ["受験", *head], _numbered(found.seconds.loc[wanted]))


def _numbered(frame: pd.DataFrame, words: np.ndarray | None = None) -> Iterator[list[Cell]]:
    for place, row in enumerate(frame.to_numpy(), 1):
        yield [place, *(row if words is None else words[row]).tolist()]
