from __future__ import annotations

import json

import pytest

from app.accounts.rules import Furigana
from app.reading.rules.alignment import Part
from app.reading.rules.ruby import Level, least, ruby, shown
from app.reading.rules.words import Word

EASY = Word((Part("食", "た"), Part("べる")))
BARE = Word((Part("。"),))
LISTED = Word((Part("面接", "めんせつ"),), listed=True)
HARD = Word((Part("褥瘡", "じょくそう"),))


def test_parts_carry_how_hard_their_word_is_and_bare_ones_are_taken_together() -> None:
    made = ruby([EASY, BARE, LISTED, HARD])

    assert made == [
        ["食", "た", Level.EASY],
        ["べる。", None, Level.NOTHING],
        ["面接", "めんせつ", Level.LISTED],
        ["褥瘡", "じょくそう", Level.HARD],
    ]
    assert json.loads(json.dumps(made)) == made


@pytest.mark.parametrize(
    ("furigana", "is_open", "read"),
    [
        (Furigana.ALL, True, ["た", "めんせつ", "じょくそう"]),
        (Furigana.ALL, False, ["た", "めんせつ", "じょくそう"]),
        (Furigana.HARD, False, ["めんせつ", "じょくそう"]),
        (Furigana.HARD, True, ["じょくそう"]),
    ],
)
def test_what_is_shown_of_it(furigana: Furigana, is_open: bool, read: list[str]) -> None:
    parts = shown(ruby([EASY, BARE, LISTED, HARD]), least(furigana, is_open=is_open))

    assert "".join(text for text, _ in parts) == "食べる。面接褥瘡"
    assert [reading for _, reading in parts if reading] == read
