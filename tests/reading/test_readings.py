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
