"""How a lower room is heard higher up: it sends an event, and whoever subscribed listens.

Listeners run in the sender's transaction, at once, in the order in which the app plugged them in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from blinker import Namespace


@dataclass(frozen=True, slots=True)
class Event:
    """What every event is: a frozen value that says what happened."""


E = TypeVar("E", bound=Event)
_signals = Namespace()


def send(event: Event) -> None:
    _signals.signal(type(event).__name__).send(event)


def listens(kind: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Call the function with each event of this kind."""

    def subscribe(listener: Callable[[E], None]) -> Callable[[E], None]:
        _signals.signal(kind.__name__).connect(listener, weak=False)
        return listener

    return subscribe
