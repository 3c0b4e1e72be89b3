from __future__ import annotations

import pytest

from app.reading.rules.leaks import Guard, guard

STATEMENTS = ["市町村が行う。", "国が行う。"]


@pytest.mark.parametrize(
    "stem", ["「褥瘡」の読み方として正しいものはどれか。", "「口腔」は何と読むか。", "ふりがなが正しいものはどれか。"]
)
def test_a_question_that_asks_for_a_reading_stays_bare(stem: str) -> None:
    made = guard(stem, STATEMENTS)

    assert made == Guard(everywhere=True)
    assert made.is_bare("市町村が行う。", 0, 3)


@pytest.mark.parametrize(
    "stem", ["読み書きの支援について正しいものはどれか。", "文章を読む力について正しいものはどれか。"]
)
def test_a_question_about_reading_books_does_not(stem: str) -> None:
    assert not guard(stem, STATEMENTS).everywhere


def test_where_two_statements_differ_by_a_word_the_word_is_bare_in_both() -> None:
    one, other = "申請は市町村に対して行う。", "申請は都道府県に対して行う。"

    made = guard("正しいものはどれか。", [one, other, "まったく別のことが書いてある長い文。"])

    assert made.spans == {one: ((3, 6),), other: ((3, 7),)}
    assert [made.is_bare(one, *span) for span in [(0, 2), (3, 6), (5, 7), (6, 7)]] == [False, True, True, False]


def test_statements_that_say_different_things_show_their_readings() -> None:
    assert guard("正しいものはどれか。", ["保険料は市町村が定める。", "審査会は合議体で行う。"]) == Guard()


def test_the_key_cannot_matter_for_it_is_not_asked() -> None:
    """The guard knows stem and statements, and nothing of what is right."""
    assert guard.__code__.co_varnames[: guard.__code__.co_argcount] == ("stem", "statements")
