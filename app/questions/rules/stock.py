"""The bank as values: what stands in its files once nothing is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from app.questions.rules.words import PaperKind, Results, SourceKind


@dataclass(frozen=True, slots=True)
class Topic:
    """One item of the syllabus, with the headings that it stands under."""

    code: str
    prefix: str
    title: str
    aliases: tuple[str, ...]
    group: str
    section: str
    section_title: str
    field: str
    field_title: str
    position: int
    always: bool = False
    """Asked in every real paper that we looked at."""


@dataclass(frozen=True, slots=True)
class Quota:
    """So many questions at least about these topics together."""

    title: str
    least: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    kind: SourceKind
    title: str
    law_id: str | None = None
    edition: date | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class CaseStem:
    """A situation that one question or several ask about."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Where exactly a source says it; `source` is the key, for a statute its e-Gov id."""

    source: str
    article: str | None = None
    paragraph: int | None = None
    item: str | None = None
    suppl: str | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    text: str
    correct: bool
    why: str
    plain: str | None
    sources: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Image:
    file: str
    alt: str


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    topic: str
    stem: str
    choose: int
    as_of: date
    difficulty: int
    statements: tuple[Statement, ...]
    case: str | None = None
    image: Image | None = None
    expires: date | None = None
    tags: tuple[str, ...] = ()
    rights: str = "own"
    official: bool = True

    @property
    def key(self) -> tuple[int, ...]:
        """Positions of the correct statements, counted from 1."""
        return tuple(n for n, statement in enumerate(self.statements, 1) if statement.correct)


@dataclass(frozen=True, slots=True)
class WordReading:
    """How a word of the field is read, in hiragana."""

    term: str
    reading: str


@dataclass(frozen=True, slots=True)
class GlossaryEntry:
    """A term explained in our own words; `see` are other terms of the glossary."""

    term: str
    reading: str
    aliases: tuple[str, ...]
    text: str
    sources: tuple[Citation, ...]
    see: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperSection:
    code: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperField:
    code: str
    title: str
    pass_mark: int | None
    sections: tuple[PaperSection, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    slug: str
    kind: PaperKind
    title: str
    as_of: date
    minutes: int
    fields: tuple[PaperField, ...]
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    entry_until: datetime | None = None
    attempts_allowed: int | None = None
    results: Results = Results.AT_ONCE
    audience: str | None = None

    @property
    def questions(self) -> tuple[str, ...]:
        """Ids in the order of the numbers 1, 2, 3 …"""
        return tuple(id for field in self.fields for section in field.sections for id in section.questions)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a document that candidates must know, and the questions that ask about it."""

    code: str
    title: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CoveredDocument:
    title: str
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Law:
    """Which articles a statute has, so that a citation can be checked without its text."""

    law_id: str
    title: str
    articles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bank:
    """A whole bank without faults."""

    topics: tuple[Topic, ...] = ()
    sources: tuple[Source, ...] = ()
    cases: tuple[CaseStem, ...] = ()
    questions: tuple[Question, ...] = ()
    papers: tuple[Paper, ...] = ()
    coverage: tuple[CoveredDocument, ...] = ()
    readings: tuple[WordReading, ...] = ()
    glossary: tuple[GlossaryEntry, ...] = ()
    images: dict[str, bytes] = field(default_factory=dict, hash=False)
