"""Draw booklets and answer sheets as PDF with typst; for the worker and commands alone, since the engine is heavy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

import typst

from app.config import ROOT
from app.exams.models import PaperEdition
from app.exams.queries.content import PrintedPaper, PrintedQuestion
from app.exams.rules.printing import Print

FONTS = ROOT / "app" / "ui" / "fonts"
PAGES = {
    Print.BOOKLET: ROOT / "app" / "exams" / "booklet.typ",
    Print.SHEET: ROOT / "app" / "exams" / "answer_sheet.typ",
}
ARCHIVABLE: Final = "a-2b"
ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}

Images = Mapping[str, tuple[str, bytes]]


class Unprintable(Exception):
    """Something on the paper cannot be drawn."""


def draw(kind: Print, said: Mapping[str, Any], images: Images) -> bytes:
    """The PDF of what `worded` says."""
    names = _names(images)
    files = {"main.typ": PAGES[kind].read_bytes(), **{names[sha]: images[sha][1] for sha in names}}
    data = json.dumps(said, ensure_ascii=False)
    try:
        drawn = typst.compile(
            cast(Any, files),  # the library takes several files; its types know of one alone
            format="pdf",
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            sys_inputs={"data": data},
            pdf_standards=ARCHIVABLE,
        )
    except typst.TypstError as error:
        raise Unprintable(str(error)) from error
    return drawn


def _names(images: Images) -> dict[str, str]:
    return {sha: f"{sha}.{ENDINGS[type]}" for sha, (type, _) in images.items() if type in ENDINGS}


def worded(edition: PaperEdition, printed: PrintedPaper, images: Images) -> dict[str, Any]:
    """What stands on the paper, as plain values; `images` are type and bytes by their hash."""
    headings: set[str] = set()
    names = _names(images)
    return {
        "title": edition.paper.title,
        "organisation": edition.paper.organisation.name,
        "minutes": edition.minutes,
        "year": edition.as_of.year,
        "month": edition.as_of.month,
        "day": edition.as_of.day,
        "fields": [field.title for field in printed.fields],
        "questions": [_question(one, names, headings) for one in printed.questions],
    }


def _question(one: PrintedQuestion, names: Mapping[str, str], headings: set[str]) -> dict[str, Any]:
    """A heading stands before the first question of its section."""
    first = one.section_title not in headings
    headings.add(one.section_title)
    return {
        "number": one.number,
        "heading": one.section_title if first else None,
        "case": one.case,
        "stem": one.stem,
        "choose": one.choose,
        "image": names.get(one.image_sha or ""),
        "alt": one.image_alt,
        "statements": [statement.text for statement in one.statements],
    }
