from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.rules import citing, compare, drafting
from app.questions.rules.citing import Books
from app.questions.rules.compare import Piece, Said
from app.questions.rules.reports import ReportKind, due_on
from app.questions.rules.stock import Citation, Law, Source
from app.questions.rules.words import SourceKind

LAW = "409AC0000000123"
BOOKS = Books(
    {
        LAW: Source(LAW, SourceKind.ACT, "介護保険法", LAW),
        "409AC": Source("409AC", SourceKind.CABINET_ORDER, "介護保険法施行令", "409AC"),
        "expert": Source("expert", SourceKind.EXPERTISE, "専門職に共通する知識"),
    },
    {LAW: Law(LAW, "介護保険法", frozenset({"9", "10", "10-2", "115-45", "115-45-2"}))},
)


@pytest.mark.parametrize(
    ("line", "citation"),
    [
        ("介護保険法 第9条", Citation(LAW, "9")),
        ("介護保険法 9", Citation(LAW, "9")),
        ("介護保険法第９条第１項", Citation(LAW, "9", 1)),
        ("介護保険法 第115条の45の2第2項第3号", Citation(LAW, "115-45-2", 2, "3")),
        ("介護保険法 115-45-2", Citation(LAW, "115-45-2")),
        ("介護保険法 附則第2条", Citation(LAW, suppl="附則第2条")),
        ("介護保険法施行令 第7条", Citation("409AC", "7")),
        ("専門職に共通する知識", Citation("expert")),
    ],
)
def test_a_source_is_read_as_people_write_it(line: str, citation: Citation) -> None:
    assert citing.read(line, BOOKS) == (citation, None)
    assert citing.read(citing.typed(citation, BOOKS), BOOKS) == (citation, None)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("介護保健法 9", "もしかして「介護保険法」ですか"),
        ("介護保険法", "条まで書いてください"),
        ("介護保険法 第99条", "第99条はありません"),
        ("専門職に共通する知識 第9条", "条を書きません"),
        ("？", "見つかりません"),
        ("介護保険法 第9条第99999999999999999999項", "第9条第1項"),
    ],
)
def test_what_is_no_source_is_answered_in_words(line: str, said: str) -> None:
    citation, why = citing.read(line, BOOKS)

    assert citation is None
    assert said in str(why)


@given(st.text(max_size=60))
def test_no_line_breaks_the_reader(line: str) -> None:
    citation, why = citing.read(line, BOOKS)

    assert (citation is None) == (why is not None)
    citing.suggestions(line, BOOKS)


def test_suggestions_begin_with_what_was_typed() -> None:
    assert citing.suggestions("介護保険 115 45", BOOKS) == [
        "介護保険法 第115条の45",
        "介護保険法 第115条の45の2",
        "介護保険法施行令 第115条の45",
    ]
    assert citing.suggestions("", BOOKS) == []


def test_an_empty_draft_hears_what_is_missing_and_no_more() -> None:
    checked = drafting.check("KS-HIHO-501", drafting.blank("x", date(2026, 10, 1)), None, BOOKS)

    assert not checked.ready
    assert [one.message for one in checked.about("stem")] == ["問題文を書いてください。"]
    assert [one.message for one in checked.about("statements-0-text")] == ["肢1の文を書いてください。"]


def test_changed_words_are_marked_and_nothing_is_lost() -> None:
    old, new = "65歳以上の者は第1号被保険者である。", "六十五歳以上の者は第1号被保険者である。"

    pieces = compare.words(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "in") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "out") == new
    assert pieces[-1].kind == "same"


def test_a_moved_a_new_and_a_lost_statement_are_named() -> None:
    old = [Said(1, 1, "甲。", True, "なぜ", ""), Said(2, 2, "乙。", False, "なぜ", "")]
    new = [Said(2, 1, "乙である。", True, "なぜ", ""), Said(3, 2, "丙。", True, "なぜ", "")]

    lines = compare.statements(old, new)

    assert [line.label for line in lines] == [
        "肢1（前は肢2）",
        "肢1（前は肢2）の正誤",
        "肢2（新しい肢・○）",
        "肢1（なくなった肢）",
    ]
    assert lines[1].pieces == (Piece("×", "out"), Piece("○", "in"))


def test_what_may_cost_a_point_is_answered_sooner() -> None:
    today = date(2026, 11, 22)

    assert due_on(ReportKind.KEY, today) < due_on(ReportKind.WORDING, today)
