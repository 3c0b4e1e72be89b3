"""What the statistics tell the rooms below: the question's page asks how it did."""

from __future__ import annotations

from app.questions.queries import usage
from app.statistics.queries import performance

usage.measured_by(performance.of_question)
