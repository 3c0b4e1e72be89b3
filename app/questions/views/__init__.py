"""Pages of the question bank: the syllabus, the sources, and for writers what rests on each of them."""

from __future__ import annotations

from app.questions.views import sources, syllabus
from app.questions.views.blueprint import bp

__all__ = ["bp", "sources", "syllabus"]
