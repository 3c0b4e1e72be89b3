"""FSRS fitted to a history by its own optimiser; the worker alone comes here."""

from __future__ import annotations

from collections.abc import Sequence

from fsrs_rs_python import FSRS, FSRSItem, FSRSReview

from app.practice.rules.history import Review
from app.practice.rules.memory import USUAL, Weights, is_sound


def fitted(histories: Sequence[Sequence[Review]]) -> Weights | None:
    """The parameters that predict this history best; None where the usual ones do as well."""
    items = [FSRSItem([FSRSReview(grade, days) for grade, days in history]) for history in histories]
    weights = tuple(FSRS([]).compute_parameters(items))
    if not is_sound(weights):
        return None
    return weights if _loss(weights, items) < _loss(USUAL, items) else None


def _loss(weights: Weights, items: Sequence[FSRSItem]) -> float:
    return FSRS(weights).evaluate(items).log_loss
