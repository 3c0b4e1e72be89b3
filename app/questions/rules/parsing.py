"""From plain values that agree with their schema to the values of the bank."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from app.questions.rules.problems import Path
from app.questions.rules.stock import (
    CaseStem,
    Citation,
    CoveredDocument,
    GlossaryEntry,
    Heading,
    Image,
    Paper,
    PaperField,
    PaperSection,
    Question,
    Quota,
    Source,
    Statement,
    Topic,
    WordReading,
)
from app.questions.rules.words import PaperKind, Results, SourceKind

Plain = dict[str, Any]


def topics(data: Plain) -> Iterator[tuple[Path, Topic]]:
    """Each topic of the syllabus with the path at which it stands."""
    position = 0
    for f, field in enumerate(data["fields"]):
        for s, section in enumerate(field["sections"]):
            for g, group in enumerate(section["groups"]):
                for t, topic in enumerate(group["topics"]):
                    position += 1
                    path = ("fields", f, "sections", s, "groups", g, "topics", t)
                    yield path, _topic(topic, field, section, group["title"], position)


def _topic(data: Plain, field: Plain, section: Plain, group: str, position: int) -> Topic:
    return Topic(
        code=data["code"],
        prefix=data["prefix"],
        title=data["title"],
        aliases=tuple(data.get("aliases", ())),
        group=group,
        section=section["code"],
        section_title=section["title"],
        field=field["code"],
        field_title=field["title"],
        position=position,
        always=data.get("always", False),
    )


def quotas(data: Plain) -> Iterator[tuple[Path, Quota]]:
    """Each quota of the syllabus with the path at which it stands."""
    for n, quota in enumerate(data.get("quotas", ())):
        yield ("quotas", n), Quota(quota["title"], quota["least"], tuple(quota["topics"]))


def covered_document(data: Plain) -> CoveredDocument:
    """An entry of coverage.yaml."""
    headings = (Heading(heading["code"], heading["title"], tuple(heading["questions"])) for heading in data["headings"])
    return CoveredDocument(data["document"], tuple(headings))


def source(data: Plain) -> Source:
    """An entry of sources.yaml."""
    return Source(
        key=data["key"],
        kind=SourceKind(data["kind"]),
        title=data["title"],
        law_id=data.get("law_id"),
        edition=_day(data.get("edition")),
        url=data.get("url"),
    )


def case_stem(data: Plain) -> CaseStem:
    """An entry of cases.yaml."""
    return CaseStem(data["id"], data["text"])


def question(data: Plain) -> Question:
    """An entry of a file of questions; what may be left out takes its usual value."""
    image = data.get("image")
    return Question(
        id=data["id"],
        topic=data["topic"],
        stem=data["stem"],
        choose=data["choose"],
        as_of=date.fromisoformat(data["as_of"]),
        difficulty=data["difficulty"],
        statements=tuple(_statement(statement) for statement in data["statements"]),
        case=data.get("case"),
        image=image and Image(image["file"], image["alt"]),
        expires=_day(data.get("expires")),
        tags=tuple(data.get("tags", ())),
        rights=data.get("rights", "own"),
        official=data.get("official", True),
    )


def _statement(data: Plain) -> Statement:
    return Statement(
        text=data["text"],
        correct=data["correct"],
        why=data["why"],
        plain=data.get("plain"),
        sources=tuple(_citation(citation) for citation in data["sources"]),
    )


def _citation(data: Plain) -> Citation:
    return Citation(
        source=data.get("law") or data["source"],
        article=data.get("article"),
        paragraph=data.get("paragraph"),
        item=data.get("item"),
        suppl=data.get("suppl"),
    )


def word_reading(data: Plain) -> WordReading:
    """An entry of readings.yaml."""
    return WordReading(data["term"], data["reading"])


def glossary_entry(data: Plain) -> GlossaryEntry:
    """An entry of glossary.yaml."""
    return GlossaryEntry(
        term=data["term"],
        reading=data["reading"],
        aliases=tuple(data["aliases"]),
        text=data["text"],
        sources=tuple(_citation(citation) for citation in data["sources"]),
        see=tuple(data["see"]),
    )


def paper(data: Plain) -> Paper:
    """A paper; raises ValueError with the text that is no instant or has no offset."""
    return Paper(
        slug=data["slug"],
        kind=PaperKind(data["kind"]),
        title=data["title"],
        as_of=date.fromisoformat(data["as_of"]),
        minutes=data["minutes"],
        fields=tuple(_field(field) for field in data["fields"]),
        opens_at=_instant(data.get("opens_at")),
        closes_at=_instant(data.get("closes_at")),
        entry_until=_instant(data.get("entry_until")),
        attempts_allowed=data.get("attempts_allowed"),
        results=Results(data.get("results", Results.AT_ONCE)),
        audience=data.get("audience"),
    )


def _field(data: Plain) -> PaperField:
    sections = tuple(PaperSection(s["code"], s["title"], tuple(s["questions"])) for s in data["sections"])
    return PaperField(data["code"], data["title"], data["pass_mark"], sections)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(text) from None
    if instant.tzinfo is None:
        raise ValueError(text)
    return instant
