"""What is wrong with a file of the bank, where, and what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

Path = tuple[str | int, ...]

NAMES = ("id", "key", "slug", "term")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


SEVERITY_LABELS = {Severity.ERROR: "誤り", Severity.WARNING: "注意"}


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One sentence for the author; sorts by file and line."""

    file: str
    line: int
    id: str
    message: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        mark = "" if self.severity is Severity.ERROR else f"{SEVERITY_LABELS[self.severity]}: "
        return f"{self.file}:{self.line} {self.id or '-'} {mark}{self.message}"


@dataclass(frozen=True, slots=True)
class Document:
    """A file that could be read: plain values, and the line on which each of them stands."""

    file: str
    data: Any
    lines: Mapping[Path, int] = field(default_factory=dict)

    def line(self, path: Path) -> int:
        """The line of the value, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def id(self, path: Path) -> str:
        """How the author calls the entry around the path: its id, key or slug, else its code."""
        around = [self.data]
        for step in path:
            around.append(_inside(around[-1], step))
        innermost = [value for value in reversed(around) if isinstance(value, dict)]
        names = [value.get(name) for names in (NAMES, ("code",)) for value in innermost for name in names]
        return next((name for name in names if isinstance(name, str)), "")

    def problem(self, path: Path, message: str, severity: Severity = Severity.ERROR) -> Problem:
        return Problem(self.file, self.line(path), self.id(path), message, severity)


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return None


T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T_co]):
    """A value of the bank together with the place where its author wrote it."""

    value: T_co
    document: Document
    path: Path = ()

    def error(self, message: str, *inside: str | int) -> Problem:
        return self.document.problem((*self.path, *inside), message)

    def warning(self, message: str, *inside: str | int) -> Problem:
        return self.document.problem((*self.path, *inside), message, Severity.WARNING)

    def line(self, *inside: str | int) -> int:
        return self.document.line((*self.path, *inside))
