from __future__ import annotations

import pytest
from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app import search


@pytest.mark.parametrize(
    ("text", "twin"),
    [
        ("ＡＤＬの評価", "adlの評価"),
        ("ｹｱﾏﾈｼﾞﾒﾝﾄ", "ケアマネジメント"),
        ("要介護３　と\n第２号", "要介護3と第2号"),
        ("①Ⅱ", "1ii"),
    ],
)
def test_a_text_is_searched_in_its_usual_form(text: str, twin: str) -> None:
    assert search.twin(text) == twin


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("保険　料", ["保険", "料"]),
        ("  ", []),
        ("保険 保険 ＨＯＫＥＮ", ["保険", "hoken"]),
        ("一 二 三 四 五 六", ["一", "二", "三", "四", "五"]),
        ("保\0険\x07", ["保", "険"]),
        ("あ" * 100, ["あ" * 60]),
    ],
)
def test_words_are_what_was_typed_and_no_more(asked: str, words: list[str]) -> None:
    assert search.words_of(asked) == words


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("介護保険料", ["保険"], "介護[保険]料"),
        ("ＡＤＬとadl", ["adl"], "[ＡＤＬ]と[adl]"),
        ("保険 料の保険", ["険料", "保険"], "[保険] [料]の[保険]"),
        ("何もない", ["保険"], "何もない"),
        ("空", [""], "空"),
    ],
)
def test_the_pieces_that_hold_a_word_are_known(text: str, words: list[str], shown: str) -> None:
    assert "".join(f"[{piece}]" if held else piece for piece, held in search.pieces(text, words)) == shown


@pytest.mark.parametrize(
    ("text", "word", "holds"),
    [
        ("介護保険料", "保険", True),
        ("介護保険料", "険保", False),
        ("100%の_", "%", True),
        ("百", "%", False),
        ("a", "'", False),
    ],
)
def test_both_databases_hold_the_same_words(db: Session, text: str, word: str, holds: bool) -> None:
    assert bool(db.scalar(select(search.holds(literal(text), word)))) is holds
