"""Two editions of a course beside each other: which module of one stands for which of the other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Told(Protocol):
    """What both editions say of a module."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def replaces(self) -> Sequence[str]: ...


M = TypeVar("M", bound=Told)


@dataclass(frozen=True, slots=True)
class Line(Generic[M]):
    """A row of the comparison; `said` when 読替 is told by a source, otherwise the titles are the same."""

    old: tuple[M, ...]
    new: M | None
    said: bool


def lines(old_edition: str, old: Iterable[M], new: Iterable[M]) -> list[Line[M]]:
    """The new edition in its order, each module with what it replaces or what is called the same; then what is left."""
    left = {module.code: module for module in old}
    found: list[Line[M]] = []
    for module in new:
        named = [code.partition(":")[2] for code in module.replaces if code.partition(":")[0] == old_edition]
        same = [code for code, before in left.items() if before.title == module.title]
        codes = [code for code in (named or same[:1]) if code in left]
        found.append(Line(tuple(left.pop(code) for code in codes), module, bool(named)))
    return [*found, *(Line((module,), None, False) for module in left.values())]
