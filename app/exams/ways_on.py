"""Where a result leads: a feature above enters what it offers to somebody who has lost points."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WayOn:
    """One button below a result: its label, the view that it posts to, and what it sends there."""

    label: str
    endpoint: str
    sent: Mapping[str, str]


Offer = Callable[[int], WayOn]
_offers: list[Offer] = []


def register(offer: Offer) -> Offer:
    """Enter what is offered for an attempt, by its id."""
    _offers.append(offer)
    return offer


def ways_on(attempt_id: int) -> list[WayOn]:
    """All that is offered for the attempt, in the order of the features."""
    return [offer(attempt_id) for offer in _offers]
