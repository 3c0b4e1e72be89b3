"""Tables of the question bank, by what they are for."""

from __future__ import annotations

from app.questions.models.bank import (
    CaseStem,
    Citation,
    Question,
    QuestionVersion,
    Source,
    Statement,
    Topic,
)

__all__ = ["CaseStem", "Citation", "Question", "QuestionVersion", "Source", "Statement", "Topic"]
