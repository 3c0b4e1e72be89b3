from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reading.rules.alignment import Part, align, fits, lay
from app.reading.rules.breaks import phrases
from app.reading.rules.context import heard
from app.reading.rules.kana import row_of, search_form, sorting_key
from app.reading.rules.kanji import GRADES, RUNS, TAUGHT, beyond_school, has_kanji, hiragana, is_reading
from app.reading.rules.words import Terms, Token, Word, words


def test_a_sentence_is_cut_between_phrases() -> None:
    assert phrases("介護保険の被保険者について正しいものはどれか。") == (
        "介護保険の",
        "被保険者に",
        "ついて",
        "正しい",
        "ものは",
        "どれか。",
    )


@pytest.mark.parametrize("text", ["", "一", "①②③", "𠮷野さんの家", "<b>&amp;</b>", "一行目\n二行目", "a b c", "120分"])
def test_joined_together_it_is_the_text_again(text: str) -> None:
    assert "".join(phrases(text)) == text


@pytest.mark.parametrize(
    ("text", "reading", "laid"),
    [
        ("食べる", "タベル", [("食", "た"), ("べる", None)]),
        ("お茶", "オチャ", [("お", None), ("茶", "ちゃ")]),
        ("取り扱い", "とりあつかい", [("取", "と"), ("り", None), ("扱", "あつか"), ("い", None)]),
        ("口腔ケア", "こうくうけあ", [("口腔", "こうくう"), ("ケア", None)]),
        ("ヶ月", "カゲツ", [("ヶ月", "かげつ")]),
        ("大人", "オトナ", [("大人", "おとな")]),
        ("せん妄", "せんもう", [("せん", None), ("妄", "もう")]),
        # Nothing to read, no reading, or something in it that cannot be anchored.
        ("サービス", "サービス", [("サービス", None)]),
        ("𠮷", "𠮷", [("𠮷", None)]),
        ("1人", "ヒトリ", [("1人", None)]),
        ("100万", "ヒャクマン", [("100", None), ("万", "まん")]),
        ("〈", "キゴウ", [("〈", None)]),
        # The kana of the word are not in its reading: the whole carries it.
        ("引越す", "ヒッコシ", [("引越す", "ひっこし")]),
    ],
)
def test_a_reading_is_laid_over_the_kanji_alone(text: str, reading: str, laid: list[tuple[str, str | None]]) -> None:
    assert list(align(text, reading)) == laid


def test_a_long_term_is_read_piece_by_piece_where_its_pieces_are_read_like_that() -> None:
    pieces = [Part("被", "ヒ"), Part("保険", "ホケン"), Part("者", "シャ")]

    assert lay("被保険者", "ひほけんしゃ", pieces) == (("被", "ひ"), ("保険", "ほけん"), ("者", "しゃ"))


def test_pieces_that_are_read_otherwise_stay_together() -> None:
    pieces = [Part("後", "ノチ"), Part("縦", "タテ"), Part("靱帯", "ジンタイ"), Part("症", "ショウ")]

    laid = lay("後縦靱帯症", "こうじゅうじんたいしょう", pieces)

    assert laid == (("後縦", "こうじゅう"), ("靱帯", "じんたい"), ("症", "しょう"))


def test_digits_of_a_term_carry_no_reading() -> None:
    pieces = [Part("第", "ダイ"), Part("1", "イチ"), Part("号", "ゴウ")]

    assert lay("第1号", "だいいちごう", pieces) == (("第", "だい"), ("1", None), ("号", "ごう"))


@pytest.mark.parametrize(
    ("before", "unit", "after", "read"),
    [
        ("約10", "分", "間", "ぷん"),
        ("15", "分", "", "ふん"),
        ("3", "分", "の1", "ぶん"),
        ("10月1", "日", "", None),
        ("１", "日", "に", "にち"),
        ("20", "日", "", "か"),
        ("30", "日", "", "にち"),
        ("1", "人", "", None),
        ("１２", "人", "", "にん"),
        ("13", "階", "", "がい"),
        ("2", "階", "", "かい"),
        ("3", "本", "", "ぼん"),
        ("8", "本", "", "ぽん"),
        ("2", "杯", "", "はい"),
        ("4", "月", "1日", "がつ"),
        ("6", "月", "に1回", "つき"),
        ("12", "月", "間", "つき"),
        ("19", "床", "", "しょう"),
        ("第", "号", "", "ゴウ"),
        ("支援を", "行っ", "た", "おこなっ"),
        ("訪問により", "行っ", "た", "おこなっ"),
        ("病院に", "行っ", "た", "いっ"),
        ("計画を市町村に", "行っ", "た", "おこなっ"),
        ("同意を", "得る", "。", "える"),
        ("あり", "得る", "。", "ゴウ"),
        ("相当する", "額", "で", "がく"),
        ("事業所の", "他", "の職務", "ほか"),
        ("その", "他", "の者", "た"),
        ("", "他", "市町村", "ゴウ"),
        ("一", "人", "", "ゴウ"),
    ],
)
def test_what_stands_round_a_word_changes_how_it_is_read(before: str, unit: str, after: str, read: str | None) -> None:
    assert heard(before, unit, after, "ゴウ") == read


def token(text: str, reading: str, *parts: tuple[str, str]) -> Token:
    return Token.of((text, reading, parts))


def test_our_list_goes_before_the_analyser_where_words_meet() -> None:
    tokens = [token("口腔", "コウコウ"), token("内", "ナイ"), token("の", "ノ")]

    found = words("口腔内の", tokens, Terms({"口腔": "こうくう"}))

    assert found == (Word((Part("口腔", "こうくう"),), listed=True), Word((Part("内", "ない"),)), Word((Part("の"),)))


def test_a_short_term_inside_another_word_is_left_to_the_analyser() -> None:
    found = words("看護師長", [token("看護師長", "カンゴシチョウ")], Terms({"師長": "しなが"}))

    assert found == (Word((Part("看護師長", "かんごしちょう"),)),)


def test_a_term_takes_parts_of_several_words_and_leaves_the_rest() -> None:
    tokens = [token("要介護", "ヨウカイゴ", ("要", "ヨウ"), ("介護", "カイゴ")), token("状態", "ジョウタイ")]

    found = words("要介護状態", tokens, Terms({"介護状態": "かいごじょうたい"}))

    assert [(word.text, word.listed) for word in found] == [("要", False), ("介護状態", True)]


def test_what_is_not_this_text_gets_no_reading() -> None:
    assert words("介護", [token("看護", "カンゴ")], Terms({})) == (Word((Part("介護"),)),)


def test_the_longest_term_is_found_and_none_inside_it() -> None:
    terms = Terms({"介護": "", "介護保険": "", "保険料": ""})

    assert [span.term for span in terms.spans("介護保険料と介護")] == ["介護保険", "介護"]


def test_the_school_teaches_1026_kanji_each_once() -> None:
    assert [len(signs) for signs in GRADES.values()] == [80, 160, 200, 202, 193, 191]
    assert len(TAUGHT) == 1026


@pytest.mark.parametrize(
    ("text", "hard"),
    [("学校", False), ("人々", False), ("ヶ月", False), ("介護", True), ("褥瘡", True), ("ケア", False)],
)
def test_a_word_is_hard_with_a_kanji_that_the_primary_school_does_not_teach(text: str, hard: bool) -> None:
    assert beyond_school(text) is hard
    assert Word((Part(text),)).is_hard() is hard


def test_a_word_of_our_list_is_hard_but_not_in_an_open_question() -> None:
    word = Word((Part("面接", "めんせつ"),), listed=True)

    assert (word.is_hard(), word.is_hard(by_list=False)) == (True, False)


@pytest.mark.parametrize(
    ("term", "reading", "fit"),
    [
        ("看取り", "みとり", True),
        ("看取り", "みとる", False),
        ("口腔ケア", "こうくうけあ", True),
        ("第1号", "だいいちごう", True),
        ("介護", "", False),
    ],
)
def test_a_reading_must_hold_the_kana_of_its_word(term: str, reading: str, fit: bool) -> None:
    assert fits(term, reading) is fit


def test_a_reading_that_could_be_cut_in_a_million_ways_is_judged_at_once() -> None:
    word, reading = "漢の" * 29 + "漢い", "の" * 119 + "あ"  # as long as the form takes

    assert not fits(word, reading)
    assert align(word, reading) == (Part(word, reading),)
    assert [part.reading for part in align(word, "のの" * 29 + "のい") if part.reading] == ["の"] * 30


@given(st.text("漢字ヶのいノー1a", max_size=8), st.text("のいかーノx", max_size=8))
def test_a_reading_is_cut_as_a_pattern_would_cut_it(term: str, reading: str) -> None:
    def piece(run: str) -> str:
        if has_kanji(run) or run[0] in "ヵヶ":
            return "(.+?)"
        return f"({hiragana(run)})" if is_reading(hiragana(run)) else "(.*?)"

    runs = RUNS.findall(term)
    found = re.fullmatch("".join(map(piece, runs)), hiragana(reading))

    assert fits(term, reading) is (found is not None)
    if found and has_kanji(term) and is_reading(hiragana(reading)) and not set(term) & set("1a"):
        bare = zip(runs, found.groups(), strict=True)
        assert align(term, reading) == tuple(Part(r, said if "+" in piece(r) else None) for r, said in bare)


def test_the_glossary_is_sorted_as_a_dictionary_is() -> None:
    assert sorted(["がいよう", "かいご"], key=sorting_key) == ["かいご", "がいよう"]
    assert sorted(["サービス", "さあ", "さいたく"], key=sorting_key) == ["さあ", "サービス", "さいたく"]


@pytest.mark.parametrize(
    ("reading", "row"),
    [("がっこう", "か"), ("ぱたん", "は"), ("ん", "わ"), ("エーディーエル", "あ"), ("ADL", "ほか"), ("", "ほか")],
)
def test_the_index_has_ten_rows_and_one_for_the_rest(reading: str, row: str) -> None:
    assert row_of(reading) == row


def test_a_word_is_found_in_any_width_and_kana() -> None:
    assert search_form(" ＡＤＬ ｹｱ ") == "adl けあ"


def test_a_dot_inside_a_term_is_not_read() -> None:
    pieces = [Part("巡回", "ジュンカイ"), Part("・", "キゴウ"), Part("随時", "ズイジ")]

    assert lay("巡回・随時", "じゅんかいずいじ", pieces) == (("巡回", "じゅんかい"), ("・", None), ("随時", "ずいじ"))


def test_a_name_with_a_comma_is_read_piece_by_piece() -> None:
    pieces = [Part("休業", "キュウギョウ"), Part("、", "、"), Part("介護", "カイゴ")]

    laid = lay("休業、介護", "キュウギョウカイゴナド", pieces)

    assert laid == (("休業", "きゅうぎょう"), ("、", None), ("介護", "かいご"))
