"""Is furigana right on the words of our field, and in the sentences around them?"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from flask import Flask

from app.reading import asking
from app.reading.rules.kanji import hiragana
from app.reading.rules.words import Terms, words

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


def test_two_hundred_terms_and_the_words_around_them_are_read_right(site: Flask, terms: Terms) -> None:
    texts = [text for entry in TERMS for text in (entry["term"], entry["sentence"])]
    read = dict(zip(texts, asking.tokens([(text, terms.spans(text)) for text in texts]), strict=True))

    def reading_of(text: str, part: str, place: int) -> str:
        """How `part`, which begins at `place` of the text, is read."""
        said, at = "", 0
        for word in words(text, read[text], terms):
            for piece in word.parts:
                if place <= at and at + len(piece.text) <= place + len(part):
                    said += hiragana(piece.reading or piece.text)
                at += len(piece.text)
        return said

    wrong = {}
    for entry in TERMS:
        sentence, place = entry["sentence"], 0
        expected = [(entry["term"], entry["term"], entry["reading"], 0)]
        for word, reading in entry["words"]:
            place = sentence.index(word, place)
            expected.append((sentence, word, reading, place))
            place += len(word)
        for text, word, reading, where in expected:
            said = reading_of(text, word, where)
            if said != hiragana(reading):
                wrong[f"{text}: {word}"] = said

    assert len(TERMS) == 200
    assert wrong == {}
