"""What helps somebody to read a page: all its furigana looked up in one query, and made where it is not kept yet."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import OperationalError

from app.accounts.rules import Furigana, ReadingHelp
from app.db import beside, db, roll_back
from app.reading import asking, queries
from app.reading.models import KeptFurigana
from app.reading.queries import Glossary
from app.reading.rules.kanji import has_kanji
from app.reading.rules.leaks import Guard
from app.reading.rules.ruby import Ruby, Shown, least, ruby, shown
from app.reading.rules.words import Terms, words

log = structlog.get_logger(__name__)
NO_GUARD = Guard()
NO_GLOSSARY = Glossary(Terms({}), {})


@dataclass(frozen=True, eq=False)
class Reader:
    """Knows the furigana of a page's texts, the terms that the glossary explains, and what the person has chosen.

    Two readers without furigana that know the same glossary draw the same, and are equal: what one has drawn can
    be kept for the other.
    """

    furigana: Furigana
    plain: bool
    glossary: Glossary
    edition: str
    texts: Mapping[str, Ruby] = field(default_factory=dict)

    def parts(self, text: str, *, is_open: bool = False) -> Shown:
        """The text in parts, with a reading on those that show one; `is_open` in a question not yet answered."""
        known = self.texts.get(text)
        if known is None or self.furigana is Furigana.NONE:
            return [(text, None)]
        return shown(known, least(self.furigana, is_open=is_open))

    @property
    def keeps(self) -> bool:
        """May what it has drawn be kept for others?"""
        return self.furigana is Furigana.NONE

    def _mark(self) -> object:
        return (self.plain, self.edition) if self.keeps else id(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reader) and self._mark() == other._mark()

    def __hash__(self) -> int:
        return hash(self._mark())


def reader_for(texts: Iterable[str], help: ReadingHelp, *, explains: bool = True) -> Reader:
    """A reader for a page with these texts, in one query; what had no furigana yet is made and kept for the next.

    When the analyser cannot be had in time the texts come without. A page that explains nothing needs no
    glossary, and without furigana no query.
    """
    if help.furigana is Furigana.NONE and not explains:
        return Reader(help.furigana, help.plain, NO_GLOSSARY, "")
    wanted = list(dict.fromkeys(filter(has_kanji, texts))) if help.furigana is not Furigana.NONE else []
    kept = queries.kept(wanted)
    missing = [text for text in wanted if text not in kept.texts]
    made = make(missing, kept.readings) if missing else {}
    if made:
        beside(partial(_keep, made, kept.readings))
    glossary = queries.glossary(kept.glossary) if explains else NO_GLOSSARY
    return Reader(help.furigana, help.plain, glossary, kept.glossary, {**kept.texts, **made})


def passing_reader(texts: Iterable[str]) -> Reader:
    """A reader with furigana over texts that will be others in a moment: nothing of them is kept."""
    wanted = list(dict.fromkeys(filter(has_kanji, texts)))
    kept = queries.kept(wanted)
    return Reader(Furigana.ALL, False, NO_GLOSSARY, kept.glossary, make(wanted, kept.readings) if wanted else {})


def make(texts: Sequence[str], edition: str) -> dict[str, Ruby]:
    """The furigana of these texts by this edition of our list; those for which there was no time are missing."""
    terms = queries.terms(edition)
    said = asking.tokens([(text, terms.spans(text)) for text in texts])
    return {text: ruby(words(text, tokens, terms)) for text, tokens in zip(texts, said, strict=False)}


def _keep(made: Mapping[str, Ruby], edition: str) -> None:
    """Keep it for the next reader, in a transaction after the page; when the database is busy, they make it again."""
    rows = [
        {
            "text_hash": queries.text_hash(text),
            "edition": edition,
            "words": json.dumps(found, ensure_ascii=False, separators=(",", ":")),
        }
        for text, found in made.items()
    ]
    try:
        db.session.execute(insert(KeptFurigana).on_conflict_do_nothing(), rows)
    except OperationalError:
        roll_back()
        log.warning("furigana_not_kept", texts=len(rows))
