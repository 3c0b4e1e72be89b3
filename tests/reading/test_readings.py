"""Is furigana right on the words of our field, and in the sentences around them?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from app.reading import asking
from app.reading.rules.kanji import hiragana
from app.reading.rules.words import Terms, Word, words

LIST = Path(__file__).with_name("readings.yaml")
STOCK = Path(__file__).parents[2] / "question_bank" / "readings.yaml"
EXPECTED = yaml.safe_load(LIST.read_text("utf-8"))
TERMS = yaml.safe_load(LIST.with_name("terms.yaml").read_text("utf-8"))
IN_FLIGHT = 100


@pytest.fixture
def terms() -> Terms:
    return Terms({entry["term"]: entry["reading"] for entry in yaml.safe_load(STOCK.read_text("utf-8"))})


def test_every_text_of_the_list_is_read_as_written_down(site: Flask, terms: Terms) -> None:
    texts = [entry["text"] for entry in EXPECTED]
    said = asking.tokens([(text, terms.spans(text)) for text in texts])
    assert len(said) == len(texts)

    wrong = {}
    for entry, tokens in zip(EXPECTED, said, strict=True):
        parts = [part for word in words(entry["text"], tokens, terms) for part in word.parts]
        read = hiragana("".join(part.reading or part.text for part in parts))
        if read != hiragana(entry["reading"]):
            wrong[entry["text"]] = read

    assert wrong == {}


def test_no_digit_carries_a_reading(site: Flask, terms: Terms) -> None:
    texts = [entry["text"] for entry in EXPECTED]
    said = asking.tokens([(text, terms.spans(text)) for text in texts])

    pairs = zip(texts, said, strict=True)
    parts = [part for text, tokens in pairs for word in words(text, tokens, terms) for part in word.parts]

    assert [part for part in parts if part.reading and any(sign.isdigit() for sign in part.text)] == []


def reading_of(said: list[Word], place: int, length: int) -> str:
    """How the letters from `place` on, so many, are read."""
    read, at = "", 0
    for part in (part for word in said for part in word.parts):
        if place <= at and at + len(part.text) <= place + length:
            read += hiragana(part.reading or part.text)
        at += len(part.text)
    return read


def places(entry: dict[str, Any]) -> Iterator[tuple[str, str, str, int]]:
    """Each word of an entry of the list: the text it stands in, itself, its reading, and where it begins."""
    yield entry["term"], entry["term"], entry["reading"], 0
    place = 0
    for word, reading in entry["words"]:
        place = entry["sentence"].index(word, place)
        yield entry["sentence"], word, reading, place
        place += len(word)


def test_two_hundred_terms_and_the_words_around_them_are_read_right(site: Flask, terms: Terms) -> None:
    texts = [text for entry in TERMS for text in (entry["term"], entry["sentence"])]
    tokens = dict(zip(texts, asking.tokens([(text, terms.spans(text)) for text in texts]), strict=True))

    asked = [place for entry in TERMS for place in places(entry)]
    said = [reading_of(list(words(text, tokens[text], terms)), at, len(word)) for text, word, _, at in asked]

    wrong = {f"{text}: {word}": read for (text, word, right, _), read in zip(asked, said, strict=True) if read != right}
    assert (len(TERMS), len(asked) > 600, wrong) == (200, True, {})
