"""Figures of examinations: pandas in, pandas out, pure; what cannot be said is NaN and becomes None at the door.

`marks` is a frame with a row for each attempt and a column for each question number, 0 or 1 in each cell.
`chosen` has the same shape and holds what was marked, as masks (0: nothing). `asked` has a row for each
question: section, field, choose, statements, accepted (a tuple of masks), treatment.
"""

from __future__ import annotations

from app.statistics.frames.choices import combination_level, omission, statement_level
from app.statistics.frames.cut import at_the_marks
from app.statistics.frames.marks import drop_excluded, marks_of, tails, wilson
from app.statistics.frames.questions import classical, question_level
from app.statistics.frames.responses import plain
from app.statistics.frames.scale import DISTRIBUTION_AT, alpha_interval, distribution, percentiles, scale_level

__all__ = [
    "DISTRIBUTION_AT",
    "alpha_interval",
    "at_the_marks",
    "classical",
    "combination_level",
    "distribution",
    "drop_excluded",
    "marks_of",
    "omission",
    "percentiles",
    "plain",
    "question_level",
    "scale_level",
    "statement_level",
    "tails",
    "wilson",
]
