"""What accounts tell the rooms above: somebody's accommodation has changed, an account was erased."""

from __future__ import annotations

from dataclasses import dataclass

from app.accounts.rules import Help
from app.events import Event


@dataclass(frozen=True, slots=True)
class AccommodationChanged(Event):
    """`granted` is what holds from now on; nothing special when the accommodation has ended."""

    person_id: int
    granted: Help


@dataclass(frozen=True, slots=True)
class AccountErased(Event):
    """The person is a pseudonym from now on; what may not be kept has gone in the same transaction."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ApplicationSent(Event):
    """Somebody applies for an accommodation; these decide it."""

    application_id: int
    decider_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ApplicationRefused(Event):
    """An application was refused; the reason is meant for the person."""

    person_id: int
    reason: str
