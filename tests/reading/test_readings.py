"""Is furigana right on two hundred words of our field, in the sentences around them, and where numbers stand?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from app.reading import asking
from app.reading.rules.alignment import Part
from app.reading.rules.kanji import hiragana
from app.reading.rules.words import Terms, words

HERE = Path(__file__).parent
STOCK = HERE.parents[1] / "question_bank" / "readings.yaml"


def written(path: Path) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return entries


TWO_HUNDRED, SENTENCES = written(HERE / "readings.yaml"), written(HERE / "sentences.yaml")


@pytest.fixture(scope="module")
def terms() -> Terms:
    return Terms({entry["term"]: entry["reading"] for entry in written(STOCK)})


def parts_of(texts: list[str], terms: Terms) -> list[list[Part]]:
    said = asking.tokens([(text, terms.spans(text)) for text in texts])
    assert len(said) == len(texts)
    pairs = zip(texts, said, strict=True)
    return [[part for word in words(text, tokens, terms) for part in word.parts] for text, tokens in pairs]


def read(parts: list[Part]) -> str:
    return hiragana("".join(part.reading or part.text for part in parts))


def within(parts: list[Part], start: int, end: int) -> list[Part]:
    """The parts of these letters; none when a part runs over their edge."""
    at, found = 0, []
    for part in parts:
        if start <= at and at + len(part.text) <= end:
            found.append(part)
        at += len(part.text)
    return found if "".join(part.text for part in found) else []


def test_there_are_two_hundred_words_each_once() -> None:
    assert len({entry["term"] for entry in TWO_HUNDRED}) == len(TWO_HUNDRED) >= 200
    assert all(entry["term"] in entry["sentence"] for entry in TWO_HUNDRED)


def test_every_word_is_read_as_written_down(site: Flask, terms: Terms) -> None:
    found = parts_of([entry["term"] for entry in TWO_HUNDRED], terms)

    pairs = zip(TWO_HUNDRED, found, strict=True)
    assert {e["term"]: read(parts) for e, parts in pairs if read(parts) != hiragana(e["reading"])} == {}


def test_every_word_of_the_sentences_is_read_as_written_down(site: Flask, terms: Terms) -> None:
    found = parts_of([entry["sentence"] for entry in TWO_HUNDRED], terms)

    wrong = []
    for entry, parts in zip(TWO_HUNDRED, found, strict=True):
        at = 0
        for word, reading in entry["sentence_readings"]:
            at = entry["sentence"].index(word, at)
            said = read(within(parts, at, at + len(word)))
            at += len(word)
            if said != hiragana(reading):
                wrong.append((entry["sentence"], word, reading, said))
    assert wrong == []


def test_whole_sentences_with_numbers_are_read_as_written_down(site: Flask, terms: Terms) -> None:
    found = parts_of([entry["text"] for entry in SENTENCES], terms)

    pairs = zip(SENTENCES, found, strict=True)
    assert {e["text"]: read(parts) for e, parts in pairs if read(parts) != hiragana(e["reading"])} == {}


def test_no_digit_carries_a_reading(site: Flask, terms: Terms) -> None:
    texts = [entry.get("sentence") or entry["text"] for entry in (*TWO_HUNDRED, *SENTENCES)]

    read_digits = [
        part
        for parts in parts_of(texts, terms)
        for part in parts
        if part.reading and any(sign.isdigit() for sign in part.text)
    ]

    assert read_digits == []
