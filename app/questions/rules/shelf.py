"""The files of a bank on one shelf: every entry that could be read, in the order of the files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from app.questions.rules.problems import Entry
from app.questions.rules.stock import (
    Bank,
    CaseStem,
    CoveredDocument,
    GlossaryEntry,
    Heading,
    Law,
    Paper,
    Question,
    Quota,
    Source,
    Topic,
    WordReading,
)

T = TypeVar("T")


@dataclass(frozen=True)
class Shelf:
    """What has been read, faults and all; `broken` are ids of entries that could not be read whole."""

    topics: list[Entry[Topic]] = field(default_factory=list)
    sources: list[Entry[Source]] = field(default_factory=list)
    cases: list[Entry[CaseStem]] = field(default_factory=list)
    questions: list[Entry[Question]] = field(default_factory=list)
    papers: list[Entry[Paper]] = field(default_factory=list)
    quotas: list[Entry[Quota]] = field(default_factory=list)
    coverage: list[Entry[CoveredDocument]] = field(default_factory=list)
    readings: list[Entry[WordReading]] = field(default_factory=list)
    glossary: list[Entry[GlossaryEntry]] = field(default_factory=list)
    laws: dict[str, Law] = field(default_factory=dict)
    images: dict[str, bytes] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    """Kinds of which a whole file could not be read: nothing is called missing from these."""

    @cached_property
    def topic(self) -> Mapping[str, Topic]:
        return {entry.value.code: entry.value for entry in reversed(self.topics)}

    @cached_property
    def source(self) -> Mapping[str, Source]:
        return {entry.value.key: entry.value for entry in reversed(self.sources)}

    @cached_property
    def case(self) -> Mapping[str, CaseStem]:
        return {entry.value.id: entry.value for entry in reversed(self.cases)}

    @cached_property
    def question(self) -> Mapping[str, Question]:
        return {entry.value.id: entry.value for entry in reversed(self.questions)}

    @cached_property
    def headings(self) -> list[Entry[Heading]]:
        return [
            Entry(heading, entry.document, (*entry.path, "headings", n))
            for entry in self.coverage
            for n, heading in enumerate(entry.value.headings)
        ]

    @property
    def is_whole(self) -> bool:
        """True where nothing was left out for its faults: only then do figures over all mean anything."""
        return not self.broken and not self.unread

    def lacks(self, kind: str, name: str, known: Mapping[str, object]) -> bool:
        """True where the name is certainly nowhere, not only in a part that could not be read."""
        return name not in known and name not in self.broken and kind not in self.unread

    def bank(self) -> Bank:
        return Bank(
            topics=_values(self.topics),
            sources=_values(self.sources),
            cases=_values(self.cases),
            questions=_values(self.questions),
            papers=_values(self.papers),
            coverage=_values(self.coverage),
            readings=_values(self.readings),
            glossary=_values(self.glossary),
            images=dict(self.images),
        )


def _values(entries: list[Entry[T]]) -> tuple[T, ...]:
    return tuple(entry.value for entry in entries)
