"""A raw response matrix from anywhere, as a CSV file: read with its faults said, and the classical figures of it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

import numpy as np
import pandas as pd

from app.statistics.frames.marks import Column
from app.statistics.frames.questions import classical
from app.statistics.frames.scale import scale_level

ENCODINGS = ("utf-8-sig", "cp932")
POINTS = {"": 0.0, "0": 0.0, "1": 1.0}
ALSO = {"0.0": 0.0, "1.0": 1.0}
LARGEST_BYTES = 200 * 1024 * 1024
QUESTION_FIGURES = ("facility", "sd", "effective_weight", "discrimination_index", "discriminative_efficiency")


class BadResponses(ValueError):
    """The file is no response matrix; the sentence says what to mend and where."""


def read_responses(content: bytes) -> pd.DataFrame:
    """A row for each person, a column for each question, numbered from 1; a blank cell is no point."""
    if len(content) > LARGEST_BYTES:
        raise BadResponses("ファイルが大きすぎます。200MB までにしてください。")
    table = csv.reader(io.StringIO(_decoded(content), newline=""), delimiter=_delimiter(content), strict=True)
    try:
        lines = list(table)
    except csv.Error as fault:
        raise BadResponses(
            f"{table.line_num}行目で CSV の形が崩れています。引用符の閉じ忘れがないか確かめてください。"
        ) from fault
    lines = _without_end(lines)
    if not lines:
        raise BadResponses("ファイルが空です。1行目に見出し、2行目から1人1行で、0 か 1 を書いてください。")
    questions = len(lines[0]) - 1
    if questions < 1:
        raise BadResponses("問題の列がありません。1列目を名前、2列目からを問題にしてください。")
    rows = list(_rows(lines, questions))
    points = np.vstack(rows) if rows else np.zeros((0, questions))
    return pd.DataFrame(points, columns=range(1, questions + 1))


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadResponses("文字コードが読めません。UTF-8 か Shift_JIS の CSV で保存し直してください。")


def _delimiter(content: bytes) -> str:
    """Excel copies tables with tabs, and some countries' CSV has semicolons."""
    head = content.split(b"\n", 1)[0]
    return max(",\t;", key=lambda mark: head.count(mark.encode()))


def _without_end(lines: list[list[str]]) -> list[list[str]]:
    """Without rows in which nothing is written, and without columns that end every line empty."""
    lines = [line for line in lines if any(cell.strip() for cell in line)]
    while lines and len(lines[0]) > 1 and not lines[0][-1].strip() and not any(_beyond(lines)):
        lines = [line[: len(lines[0]) - 1] for line in lines]
    return lines


def _beyond(lines: list[list[str]]) -> Iterator[bool]:
    last = len(lines[0]) - 1
    return (any(cell.strip() for cell in line[last:]) for line in lines[1:])


def _rows(lines: list[list[str]], questions: int) -> Iterator[Column]:
    for place, line in enumerate(lines[1:], 2):
        cells = line[1:]
        if any(cell.strip() for cell in cells[questions:]):
            raise BadResponses(
                f"{place}行目の列が見出しより多くなっています。見出しと同じ {questions} 問にしてください。"
            )
        cells = [*cells[:questions], *[""] * (questions - len(cells))]
        points = [POINTS.get(cell) for cell in cells]
        if None in points:
            points = [_point(cell, place, number) for number, cell in enumerate(cells, 1)]
        yield np.array(points, dtype=float)


def _point(cell: str, line: int, question: int) -> float:
    """What is written otherwise: with spaces, full-width, or with a decimal."""
    plain = unicodedata.normalize("NFKC", cell).strip()
    found = {**POINTS, **ALSO}.get(plain)
    if found is None:
        raise BadResponses(f"{line}行目の{question}問目が「{cell[:20]}」です。0 か 1 か空欄にしてください。")
    return found


def analysed(marks: pd.DataFrame) -> dict[str, object]:
    """The figures by their names, plain numbers, None where there is nothing to be said."""
    scale, questions = scale_level(marks), classical(marks)
    return {
        "test": {"n": len(marks), **{name: plain(scale[name]) for name in scale.index if name != "n"}},
        "questions": [
            {"number": int(number), **{name: plain(row[name]) for name in QUESTION_FIGURES}}
            for number, row in questions.iterrows()
        ],
    }


def plain(figure: float) -> float | None:
    """A number that JSON and a database know; None for what is undefined."""
    return None if pd.isna(figure) else float(figure)
