"""レポート: its states, its rubric of criteria × levels, the points it gives, and what may be handed in as a file."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.training.rules.uploads import LARGEST, LARGEST_INSIDE, MOST_PARTS, MOST_RATIO, OLD_EXCEL, SMALL, ZIP

LONGEST_TEXT = 20_000
SLUG = "report:"  # no paper's slug holds a colon
MOST_CRITERIA, FEWEST_LEVELS, MOST_LEVELS, MOST_POINTS = 10, 2, 6, 100
LONGEST_TITLE, LONGEST_CELL = 60, 200
LEVEL_LINE = re.compile(r"(\d{1,3})\s*点?[\s:、]*(.+)")

USUAL_LEVELS = "3 十分にできている\n2 おおむねできている\n1 もう少し\n0 書かれていない"
USUAL_CRITERIA = "課題の分析\n根拠のある支援方針\n自分の実践へのふりかえり"


class ReportState(StrEnum):
    DRAFT = "draft"
    HANDED_IN = "handed_in"
    RETURNED = "returned"
    PASSED = "passed"


REPORT_STATE_LABELS = {
    ReportState.DRAFT: "下書き",
    ReportState.HANDED_IN: "採点待ち",
    ReportState.RETURNED: "差し戻し",
    ReportState.PASSED: "合格",
}
MARKED = frozenset({ReportState.RETURNED, ReportState.PASSED})


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the rubric and what it is worth."""

    points: int
    title: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """What is looked at; a cell says what a level of it looks like, or nothing."""

    title: str
    cells: Sequence[str] = ()

    def cell(self, place: int) -> str:
        return self.cells[place] if place < len(self.cells) else ""


@dataclass(frozen=True, slots=True)
class Rubric:
    """評価表: criteria × levels, the highest level first."""

    levels: Sequence[Level]
    criteria: Sequence[Criterion]

    @property
    def most(self) -> int:
        return len(self.criteria) * max(level.points for level in self.levels)

    @property
    def headings(self) -> list[str]:
        return [f"{level.points}点" for level in self.levels]

    def points(self, marks: Mapping[int, int]) -> int:
        """The sum of the levels that were chosen, by the place of the criterion."""
        return sum(self.levels[level].points for level in marks.values())

    def fits(self, marks: Mapping[int, int]) -> bool:
        """A level that exists for each criterion, and for nothing else."""
        every = set(range(len(self.criteria)))
        return set(marks) == every and all(0 <= level < len(self.levels) for level in marks.values())

    def stored(self) -> dict[str, Any]:
        """As it is kept."""
        levels = [{"points": level.points, "title": level.title} for level in self.levels]
        criteria = [{"title": each.title, "cells": list(each.cells)} for each in self.criteria]
        return {"levels": levels, "criteria": criteria}


def report_slug(task_id: int) -> str:
    """What stands for a report among the checks that a module needs."""
    return f"{SLUG}{task_id}"


def report_ids(slugs: Iterable[str]) -> set[int]:
    """The reports among these checks."""
    return {int(slug.removeprefix(SLUG)) for slug in slugs if slug.startswith(SLUG)}


def rubric_of(stored: Mapping[str, Any]) -> Rubric:
    """The rubric that was kept."""
    levels = [Level(each["points"], each["title"]) for each in stored["levels"]]
    return Rubric(levels, [Criterion(each["title"], tuple(each["cells"])) for each in stored["criteria"]])


def levels_of(text: str) -> tuple[list[Level], str | None]:
    """The levels that stand one a line, 「3 十分にできている」, the highest first; or what is wrong with them."""
    lines = _lines(text)
    found = [LEVEL_LINE.fullmatch(unicodedata.normalize("NFKC", line)) for line in lines]
    for line, match in zip(lines, found, strict=True):
        if match is None:
            return [], f"「{line}」は、「3 十分にできている」のように、点数と言葉で書いてください。"
    levels = [Level(int(match[1]), match[2].strip()) for match in found if match]
    problem = _levels_problem(levels)
    return ([], problem) if problem else (sorted(levels, key=lambda level: -level.points), None)


def _levels_problem(levels: Sequence[Level]) -> str | None:
    if not FEWEST_LEVELS <= len(levels) <= MOST_LEVELS:
        return f"段階は{FEWEST_LEVELS}から{MOST_LEVELS}個までにしてください（いま{len(levels)}個）。"
    if len({level.points for level in levels}) < len(levels):
        return "段階の点数が重なっています。段階ごとに違う点数にしてください。"
    if any(level.points > MOST_POINTS for level in levels):
        return f"点数は0から{MOST_POINTS}までにしてください。"
    if any(len(level.title) > LONGEST_TITLE for level in levels):
        return f"段階の言葉は{LONGEST_TITLE}文字までにしてください。"
    return None


def criteria_of(text: str) -> tuple[list[Criterion], str | None]:
    """The criteria that stand one a line; 「観点｜段階1の様子｜段階2の様子」 says what its levels look like."""
    criteria = []
    for line in _lines(text):
        title, *cells = (part.strip() for part in line.replace("|", "｜").split("｜"))
        criteria.append(Criterion(title, tuple(cells)))
    if not 1 <= len(criteria) <= MOST_CRITERIA:
        return [], f"観点は1から{MOST_CRITERIA}個までにしてください（いま{len(criteria)}個）。"
    if any(not each.title or len(each.title) > LONGEST_TITLE for each in criteria):
        return [], f"観点は一つ{LONGEST_TITLE}文字までで、行のはじめに書いてください。"
    if any(len(cell) > LONGEST_CELL for each in criteria for cell in each.cells):
        return [], f"段階の様子は一つ{LONGEST_CELL}文字までにしてください。"
    return criteria, None


def as_lines(rubric: Rubric) -> tuple[str, str]:
    """The levels and the criteria as they were typed."""
    levels = "\n".join(f"{level.points} {level.title}" for level in rubric.levels)
    return levels, "\n".join("｜".join([each.title, *each.cells]) for each in rubric.criteria)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


FILES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
OFFICE = "application/vnd.openxmlformats-officedocument."
INSIDE = {
    "word/document.xml": f"{OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{OFFICE}presentationml.presentation",
}
KINDS = "PDF、Word（.docx）、Excel（.xlsx）、PowerPoint（.pptx）、PNG、JPEG"
TOO_LARGE = "ファイルが大きすぎます（5MBまで）。画像を小さくするか、PDFにして保存し直してください。"
ODD_FILE = f"受け取れるファイルは、{KINDS}です。"
OLD_OFFICE = f"古い形式か、パスワードのかかったファイルです。保存し直してください。{ODD_FILE}"
BOMB = "中身が大きすぎるか、異常に圧縮されたファイルです。PDFにして保存し直してください。"
MACROS = "マクロの入ったファイルは受け取れません。マクロのない形か、PDFで保存し直してください。"
BROKEN = f"ファイルが壊れているようです。もう一度保存し直してください。{ODD_FILE}"


def looked_at(data: bytes) -> tuple[str | None, str | None]:
    """The type of the file by its own bytes, or why it cannot be taken; nothing opens it."""
    if len(data) > LARGEST:
        return None, TOO_LARGE
    if data.startswith(OLD_EXCEL):
        return None, OLD_OFFICE
    if data.startswith(ZIP):
        return _packed(data)
    kind = next((kind for begins, kind in FILES.items() if data.startswith(begins)), None)
    return kind, None if kind else ODD_FILE


def _packed(data: bytes) -> tuple[str | None, str | None]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        return None, BROKEN
    inside, outside = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
    if len(parts) > MOST_PARTS or inside > LARGEST_INSIDE or inside > max(SMALL, MOST_RATIO * outside):
        return None, BOMB
    names = {part.filename.lower() for part in parts}
    if any(name.endswith(("vbaproject.bin", "vbaprojectsignature.bin")) for name in names):
        return None, MACROS
    kind = _first(INSIDE[name] for name in INSIDE if name in names)
    return kind, None if kind else ODD_FILE


def _first(kinds: Iterable[str]) -> str | None:
    return next(iter(kinds), None)
