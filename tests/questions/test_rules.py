from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.rules import citations, laws, sameness, summary
from app.questions.rules.content import carried_identities, content_hash
from app.questions.rules.loading import LoadReport, Outcome
from app.questions.rules.reading import read_bank
from app.questions.rules.stock import Citation, Question, Statement
from app.questions.rules.words import (
    PAPER_KIND_LABELS,
    QUESTION_STATUS_LABELS,
    STATUTES,
    PaperKind,
    QuestionStatus,
    SourceKind,
)
from tests.questions.samples import mock_bank

STATEMENTS = tuple(
    Statement(f"肢{n}", n in (1, 3), "解説", None, (Citation("409AC0000000123", article="9"),)) for n in range(1, 6)
)
QUESTION = Question("KS-HIHO-001", "care-support.insured", "問題", 2, date(2026, 10, 1), 2, STATEMENTS)


def test_every_word_has_a_label() -> None:
    assert set(PAPER_KIND_LABELS) == set(PaperKind)
    assert set(QUESTION_STATUS_LABELS) == set(QuestionStatus)


def test_only_acts_orders_and_ordinances_are_statutes() -> None:
    assert {kind for kind in SourceKind if kind.is_statute} == STATUTES == {"法律", "政令", "省令"}


def test_the_key_is_the_positions_of_the_correct_statements() -> None:
    assert QUESTION.key == (1, 3)


class TestContentHash:
    def test_the_same_content_has_the_same_name_whatever_its_id(self) -> None:
        assert content_hash(QUESTION) == content_hash(replace(QUESTION, id="KS-HIHO-002", statements=tuple(STATEMENTS)))

    @pytest.mark.parametrize(
        "change",
        [
            {"stem": "別の問題"}, {"choose": 3}, {"as_of": date(2026, 10, 2)}, {"expires": date(2027, 3, 31)},
            {"difficulty": 3}, {"tags": ("難病",)}, {"topic": "care-support.cases"}, {"rights": "cc0"},
            {"statements": STATEMENTS[::-1]},
            {"statements": (replace(STATEMENTS[0], why="別の解説"), *STATEMENTS[1:])},
            {"statements": (replace(STATEMENTS[0], sources=(Citation("409AC0000000123", "10"),)), *STATEMENTS[1:])},
        ],
        ids=str,
    )  # fmt: skip
    def test_whatever_a_candidate_reads_changes_the_name(self, change: dict[str, object]) -> None:
        assert content_hash(replace(QUESTION, **change)) != content_hash(QUESTION)  # type: ignore[arg-type]  # any field at all

    def test_the_case_and_the_image_belong_to_the_content(self) -> None:
        names = {content_hash(QUESTION), content_hash(QUESTION, case_text="事例"), content_hash(QUESTION, image=b"png")}

        assert len(names) == 3


class TestCarriedIdentities:
    @pytest.mark.parametrize(
        ("before", "texts", "highest", "after"),
        [
            ([], ["あ", "い"], 0, [1, 2]),
            ([(1, "あ"), (2, "い")], ["あ", "い"], 2, [1, 2]),
            ([(1, "あ"), (2, "い")], ["い", "あ"], 2, [2, 1]),
            ([(1, "あ"), (2, "い")], ["あ", "い（改）"], 2, [1, 2]),
            ([(1, "あ"), (2, "い")], ["う", "あ"], 2, [3, 1]),
            ([(1, "あ"), (2, "い")], ["あ", "い", "う"], 2, [1, 2, 3]),
            ([(4, "あ"), (2, "い")], ["あ", "い", "う"], 7, [4, 2, 8]),
            ([(1, "あ"), (2, "い"), (3, "う")], ["う"], 3, [3]),
        ],
        ids=["new", "same", "swapped", "edited", "moved and replaced", "longer", "never reused", "shorter"],
    )
    def test_a_statement_keeps_its_number(
        self, before: list[tuple[int, str]], texts: list[str], highest: int, after: list[int]
    ) -> None:
        assert carried_identities(before, texts, highest=highest) == after

    @given(
        st.lists(st.sampled_from("あいうえおかき"), unique=True),
        st.lists(st.sampled_from("あいうえおかき"), unique=True),
    )
    def test_no_number_is_given_twice(self, old: list[str], new: list[str]) -> None:
        identities = carried_identities([*enumerate(old, 1)], new, highest=len(old))

        assert len(set(identities)) == len(new)
        assert all(identities[new.index(text)] == n for n, text in enumerate(old, 1) if text in new)


class TestSameness:
    @given(st.lists(st.text("あいう", min_size=1, max_size=12), max_size=12), st.sampled_from([0.5, 0.7, 0.85, 1.0]))
    def test_the_quick_way_finds_what_comparing_all_with_all_finds(self, texts: list[str], threshold: float) -> None:
        sets = [sameness.grams(text) for text in texts]
        pairs = [
            (a, b, sameness.likeness(sets[a], sets[b]))
            for a, b in combinations(range(len(texts)), 2)
            if sameness.likeness(sets[a], sets[b]) >= threshold
        ]

        assert sorted(sameness.alike(texts, threshold)) == sorted(pairs)

    def test_width_case_and_punctuation_make_no_difference(self) -> None:
        [(_, _, likeness)] = sameness.alike(["ＱＯＬ（生活の質）を高める。", "qol生活の質を、高める"], 0.9)

        assert likeness == 1

    @pytest.mark.parametrize(
        ("stem", "subject"),
        [
            ("介護保険の被保険者について正しいものはどれか。", "介護保険の被保険者"),
            ("面接の技術について、より適切なものはどれか。", "面接の技術"),
            ("Aさんへの対応として、より適切なものはどれか。", "Aさんへの対応"),
            ("正しいものはどれか。", "正しいものはどれか。"),
        ],
    )
    def test_the_formula_of_a_stem_says_nothing(self, stem: str, subject: str) -> None:
        assert sameness.without_formula(stem) == subject


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Citation("409AC0000000123", article="9"), "第9条"),
        (Citation("409AC0000000123", article="115-45-2", paragraph=2, item="3"), "第115条の45の2第2項第3号"),
        (Citation("411M50000100038", article="13", item="18-2"), "第13条第18号の2"),
        (Citation("409AC0000000123", suppl="附則第2条"), "附則第2条"),
        (Citation("expert-knowledge"), ""),
    ],
)
def test_a_place_in_a_law_is_said_as_lawyers_say_it(place: Citation, words: str) -> None:
    said = citations.place(article=place.article, paragraph=place.paragraph, item=place.item, suppl=place.suppl)

    assert said == words


class TestLaws:
    @pytest.mark.parametrize(
        ("label", "number"),
        [
            ("第一条", "1"), ("第十条の二", "10-2"), ("第百十五条の四十五の二", "115-45-2"), ("第二百三条", "203"),
            ("第千二十条", "1020"), ("第九十八条の二", "98-2"),
        ],
    )  # fmt: skip
    def test_an_article_has_a_number(self, label: str, number: str) -> None:
        assert laws.article_number(label) == number

    @pytest.mark.parametrize("label", ["第一条から第三条まで", "附則第二条", "第1条"])
    def test_what_is_not_one_article_has_none(self, label: str) -> None:
        with pytest.raises(ValueError, match=label):
            laws.article_number(label)

    def test_the_file_is_written_in_order_and_read_back(self) -> None:
        index = {
            "B": {"title": "乙法", "articles": ["第十条", "第二条", "第十条の二"]},
            "A": {"title": "甲法", "articles": ["第一条"]},
            "C": {"title": "丙法", "articles": ["第一条"]},
        }
        found = laws.laws_of_index(index, {"A", "B"})

        text = laws.written(found)

        assert text == (
            '{\n"A": {"title": "甲法", "articles": ["1"]},\n'
            '"B": {"title": "乙法", "articles": ["2", "10", "10-2"]}\n}\n'
        )
        assert laws.read(text) == found


def test_the_table_counts_by_field_section_and_topic_and_names_the_headings() -> None:
    bank = read_bank(mock_bank()).bank
    assert bank is not None

    table = summary.text(bank)

    assert (
        table
        == """\
出題範囲                    問題  2つ  3つ  ほか  事例   肢  正しい肢
介護支援分野                  25    8   17     0     3  125        67
　　被保険者                  22    8   14     0     0  110        58
　　事例                       3    0    3     0     3   15         9
保健医療福祉サービス分野      35   10   25     0     0  175        95
　保健医療サービスの知識等    20    6   14     0     0  100        54
　　栄養・食生活              20    6   14     0     0  100        54
　福祉サービスの知識等        15    4   11     0     0   75        41
　　面接                       4    1    3     0     0   20        11
　　訪問介護                   8    2    6     0     0   40        22
　　高齢者虐待の防止           3    1    2     0     0   15         8
合計                          60   18   42     0     3  300       162
資料「介護支援専門員の仕事」 見出し 2
　だれを支えるか（shigoto-1） 1 問: KS-HIHO-001
　事例の検討（shigoto-2） 2 問: KS-JIRE-001・KS-JIRE-002
資料「高齢者虐待の防止」 見出し 1
　通報の義務（gyakutai-1） 1 問: FU-GYAK-001
出題項目 6（問題のないもの 0）
根拠 2（引用されているもの 1: 法律 1）
模擬試験「模擬試験 第1回」（mock-1） 60 問"""
    )


def test_sections_are_counted_for_programs() -> None:
    bank = read_bank(mock_bank()).bank
    assert bank is not None

    assert [(row.title, row.questions, row.threes) for row in summary.sections(bank)] == [
        ("介護支援分野", 25, 17),
        ("保健医療サービスの知識等", 20, 14),
        ("福祉サービスの知識等", 15, 11),
        ("合計", 60, 42),
    ]


def test_a_report_counts_by_kind_in_order() -> None:
    report = LoadReport()
    for kind, outcome in [("根拠", Outcome.ADDED), ("問題", Outcome.UNCHANGED), ("根拠", Outcome.UPDATED)]:
        report.note(kind, outcome)

    assert report.lines() == ["根拠  追加 1  更新 1  変更なし 0", "問題  追加 0  更新 0  変更なし 1"]
    assert report.changed == 2
