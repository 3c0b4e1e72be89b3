"""Questions and sources as the plain values that stand in our files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.questions.rules.stock import Citation, Question, Source, Statement

Plain = dict[str, Any]


def source(source: Source) -> Plain:
    """The source as an entry of sources.yaml."""
    return {
        "key": source.key,
        "kind": source.kind.value,
        "title": source.title,
        "law_id": source.law_id,
        "edition": source.edition.isoformat() if source.edition else None,
        "url": source.url,
    }


def plain(question: Question, sources: Mapping[str, Source]) -> Plain:
    """The question as an entry of a file."""
    entry: Plain = {
        "id": question.id,
        "topic": question.topic,
        "stem": question.stem,
        "choose": question.choose,
        "case": question.case,
        "image": {"file": question.image.file, "alt": question.image.alt} if question.image else None,
        "as_of": question.as_of.isoformat(),
        "expires": question.expires.isoformat() if question.expires else None,
        "difficulty": question.difficulty,
        "tags": list(question.tags),
        "rights": question.rights,
        "statements": [_statement(one, sources) for one in question.statements],
    }
    return entry if question.official else entry | {"official": False}


def _statement(one: Statement, sources: Mapping[str, Source]) -> Plain:
    return {
        "text": one.text,
        "correct": one.correct,
        "why": one.why,
        "plain": one.plain,
        "sources": [citation(source, sources) for source in one.sources],
    }


def citation(one: Citation, sources: Mapping[str, Source]) -> Plain:
    """Where a statement is supported, without what is not said."""
    by_law = sources[one.source].kind.is_statute if one.source in sources else one.article is not None
    said = {"law" if by_law else "source": one.source, "article": one.article, "paragraph": one.paragraph}
    return {name: value for name, value in (said | {"item": one.item, "suppl": one.suppl}).items() if value is not None}
