"""The pages of the question bank: the syllabus, the sources, and where questions are written, checked and corrected."""

from __future__ import annotations

from app.questions.views import (
    corrections,
    duties,
    edit,
    exchanges,
    listing,
    question,
    reports,
    sources,
    syllabus,
    together,
)
from app.questions.views.blueprint import bp

__all__ = [
    "bp",
    "corrections",
    "duties",
    "edit",
    "exchanges",
    "listing",
    "question",
    "reports",
    "sources",
    "syllabus",
    "together",
]
