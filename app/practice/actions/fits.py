"""Keep how FSRS was fitted to somebody."""

from __future__ import annotations

from datetime import datetime

from app.db import db
from app.practice.models import MemoryFit
from app.practice.rules.memory import Weights


def keep_fit(person_id: int, weights: Weights | None, *, answers: int, now: datetime) -> None:
    """Schedule by these from the next answer on; no card is written again. None: the usual ones do as well."""
    kept = list(weights) if weights else None
    db.session.merge(MemoryFit(person_id=person_id, weights=kept, answers=answers, fitted_at=now))
