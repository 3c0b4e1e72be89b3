"""What the examinations tell the rooms above: a question was ruled on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.events import Event


@dataclass(frozen=True, slots=True)
class QuestionRuled(Event):
    """Sent inside the transaction of the ruling: this wording of the question is voided or has another key."""

    question_id: int
    version_id: int
    now: datetime
