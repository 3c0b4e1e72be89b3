"""The pages on which questions are found, written, checked and corrected."""

from __future__ import annotations

from app.questions.views import corrections, duties, edit, listing, question, reports
from app.questions.views.blueprint import bp

__all__ = ["bp", "corrections", "duties", "edit", "listing", "question", "reports"]
