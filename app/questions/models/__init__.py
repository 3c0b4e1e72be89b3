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
from app.questions.models.corrections import Amendment, AmendmentTask, Correction, ErrorReport
from app.questions.models.exchanges import ExchangeItem, ExchangeJob, ExchangePiece
from app.questions.models.writing import (
    QuestionDraft,
    QuestionMove,
    QuestionPolicy,
    QuestionTag,
    QuestionWriter,
    StatementComment,
)

__all__ = [
    "Amendment",
    "AmendmentTask",
    "CaseStem",
    "Citation",
    "Correction",
    "ErrorReport",
    "ExchangeItem",
    "ExchangeJob",
    "ExchangePiece",
    "Question",
    "QuestionDraft",
    "QuestionMove",
    "QuestionPolicy",
    "QuestionTag",
    "QuestionVersion",
    "QuestionWriter",
    "Source",
    "Statement",
    "StatementComment",
    "Topic",
]
