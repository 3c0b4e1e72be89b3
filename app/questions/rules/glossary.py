"""What no schema can say of readings and glossary: names that clash, readings that cannot be, links to nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from app.questions.rules.problems import Entry, Problem
from app.questions.rules.references import of_citation, perhaps_meant, unique
from app.questions.rules.shelf import Shelf
from app.questions.rules.stock import GlossaryEntry, WordReading
from app.reading.rules.alignment import fits
from app.reading.rules.kanji import has_kanji

ANY_SECTION = ""


def of_shelf(shelf: Shelf) -> Iterator[Problem]:
    """All that is wrong with both lists."""
    yield from unique(shelf.readings, lambda word: word.term, "言葉")
    for word in shelf.readings:
        yield from _of_word(word)
    yield from unique(shelf.glossary, lambda entry: entry.term, "用語")
    yield from _aliases(shelf)
    known = {word.value.term: word.value.reading for word in shelf.readings}
    for entry in shelf.glossary:
        yield from _of_entry(entry, shelf, known)


def _of_word(word: Entry[WordReading]) -> Iterator[Problem]:
    if not has_kanji(word.value.term):
        yield word.error("漢字のない言葉に読みはいりません。消してください", "term")
    elif not fits(word.value.term, word.value.reading):
        yield word.error("読みが言葉の中のかなと合いません。はじめから終わりまでの読みを書いてください", "reading")


def _aliases(shelf: Shelf) -> Iterator[Problem]:
    taken = {entry.value.term: entry.value.term for entry in reversed(shelf.glossary)}
    for entry in shelf.glossary:
        for alias in entry.value.aliases:
            if alias in taken:
                other = taken[alias]
                yield entry.error(f"「{alias}」は用語「{other}」にもあります。どちらか一方にしてください", "aliases")
            taken.setdefault(alias, entry.value.term)


def _of_entry(entry: Entry[GlossaryEntry], shelf: Shelf, known: dict[str, str]) -> Iterator[Problem]:
    value = entry.value
    if not fits(value.term, value.reading):
        yield entry.error("読みが用語の中のかなと合いません。はじめから終わりまでの読みを書いてください", "reading")
    elif known.get(value.term, value.reading) != value.reading:
        yield entry.error(f"readings.yaml では「{known[value.term]}」です。同じ読みにしてください", "reading")
    terms = {other.value.term: other for other in shelf.glossary}
    for name in value.see:
        if name == value.term:
            yield entry.error("自分自身は see に書けません。消してください", "see")
        elif shelf.lacks("glossary", name, terms):
            yield entry.error(f"用語「{name}」は glossary.yaml にありません{perhaps_meant(name, terms)}", "see")
    for n, citation in enumerate(value.sources):
        yield from of_citation(Entry(citation, entry.document, (*entry.path, "sources", n)), ANY_SECTION, shelf)
