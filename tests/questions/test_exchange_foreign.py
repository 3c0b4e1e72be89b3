"""Files of other programs, format by format: what is taken, what is told, what is refused and where."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from app.questions import formats
from app.questions.rules.exchange import aiken, foreign, gift, hypertext
from app.questions.rules.exchange.package import Effect, Format
from app.questions.rules.stock import Image
from tests.questions import foreign_files as files
from tests.questions.mangled import mangled, own, read, said, try_out


def test_gift_is_read_with_its_names_tags_feedback_and_kinds() -> None:
    package = read(Format.GIFT, files.GIFT)

    assert package.sound
    first, single, truth, gap = package.questions
    assert (first.id, first.stem, first.key) == ("hoken-1", "介護保険の保険者について正しいものはどれか。", (1, 3))
    assert (first.statements[0].text, first.statements[0].why) == ("市町村: 特別区を含む", "介護保険法第3条。")
    assert (first.tags, first.official) == (("保険者", "制度", "介護保険"), True)
    assert (single.choose, single.key, single.official) == (1, (1,), False)
    assert [one.text for one in truth.statements] == ["正しい", "誤り"]
    assert (truth.key, gap.stem) == ((2,), f"介護保険は {gift.GAP} 年に法律ができた。")
    assert [line for line in said(package, Effect.DROPPED) if line.startswith("種類")] == [
        f"種類「{kind}」の問題は取り込みません" for kind in ("記述", "数値", "組み合わせ")
    ]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("::甲::問{=a ~b\n", "1行目「甲」", "選択肢のかっこ「{ }」が閉じていません"),
        ("\n\n::甲::問\n", "3行目「甲」", "選択肢のかっこ「{ }」がありません"),
        ("::甲::{=a ~b}", "1行目「甲」", foreign.NOT_ENOUGH),
        ("::甲::問{~a ~b}", "1行目「甲」", foreign.BOTH_NEEDED),
        ("問は何か。{=" + "あ" * 5_001 + " ~b}", "1行目", foreign.TOO_LONG),
    ],
    ids=["open", "no braces", "no stem", "none right", "long"],
)
def test_a_fault_in_gift_is_named_with_its_line(text: str, place: str, message: str) -> None:
    (remark,) = [one for one in read(Format.GIFT, text).remarks if one.stops]

    assert (remark.place, remark.message) == (place, message)


@pytest.mark.parametrize("form", [Format.GIFT, Format.AIKEN, Format.MOODLE_XML])
def test_a_file_of_windows_1252_is_refused_and_says_how_to_save_it(form: Format) -> None:
    package = read(form, "caf\xe9 question {=yes ~no}".encode("cp1252"))

    assert [remark.place for remark in package.remarks] == ["ファイル"]
    assert "UTF-8" in package.remarks[0].message


def test_a_blank_line_inside_the_braces_does_not_end_a_question() -> None:
    package = read(Format.GIFT, "::甲::問は何か。{\r\n=a\r\n\r\n~b\r\n}\r\n\r\n::乙::次は何か。{=c ~d}\r\n")

    assert [question.stem for question in package.questions] == ["問は何か。", "次は何か。"]


def test_what_we_write_as_gift_comes_back_in_words_and_key() -> None:
    package = own()
    (question,) = package.questions
    odd = replace(question, stem="a~b=c#d{e}f:g\\hについて。", tags=("甲]乙",))
    package.questions = [odd]

    (back,) = read(Format.GIFT, b"".join(gift.write(package))).questions

    assert (back.id, back.stem, back.key, back.tags) == (odd.id, odd.stem, odd.key, odd.tags)
    assert [one.why for one in back.statements] == [one.why for one in odd.statements]
    assert said(package, Effect.DROPPED) == [gift.LEFT_OUT]


def test_aiken_is_read_as_one_right_choice_and_says_so() -> None:
    package = read(Format.AIKEN, files.AIKEN)

    assert [(one.choose, one.key, one.official) for one in package.questions] == [(1, (2,), False), (1, (1,), False)]
    assert foreign.ONE_ONLY in said(package, Effect.NOTED)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("問\nA. 甲\nANSWER: A\n", "1行目", "選択肢が足りません"),
        ("問\nA. 甲\nB. 乙\n", "1行目", "「ANSWER: A」の行がありません"),
        ("問\nA. 甲\nB)乙\nANSWER: A\n", "3行目", "記号のあとに空白がありません"),
        ("問\nA. 甲\nB. 乙\nANSWER: A, B\n", "1行目", "答え「A, B」は選択肢の記号一つではありません"),
        ("問\nA. 甲\nB. 乙\nANSWER: C\n", "1行目", "答え「C」"),
        ("", "ファイル", "読み込める問題がありません"),
    ],
    ids=["one choice", "no answer", "no space", "two answers", "unknown", "empty"],
)
def test_a_fault_in_aiken_is_named_with_its_line(text: str, place: str, message: str) -> None:
    remark = next(one for one in read(Format.AIKEN, text).remarks if one.stops)

    assert remark.place == place
    assert message in remark.message


def test_a_question_with_two_right_statements_is_not_written_as_aiken() -> None:
    package = own()
    single = replace(package.questions[0], id="one", choose=1)
    single = replace(single, statements=tuple(replace(one, correct=n == 0) for n, one in enumerate(single.statements)))
    package.questions.append(single)

    text = b"".join(aiken.write(package)).decode()

    assert [remark.place for remark in package.remarks if remark.stops] == ["KS-HIHO-001"]
    assert text.endswith("ANSWER: A\n\n")


def test_an_export_of_moodle_is_read_with_picture_category_and_kinds() -> None:
    package = read(Format.MOODLE_XML, files.MOODLE_4)

    assert package.sound
    first, truth, table = package.questions
    assert (first.id, first.key, first.tags) == ("moodle-1", (1, 2, 3), ("第1章 介護保険/制度", "図の問題"))
    assert first.image is not None
    assert (package.images[first.image.file], first.image.alt) == (files.png(), "要介護度の図")
    assert [one.text for one in first.statements][:2] == ["甲である。", "乙である。"]
    assert (truth.choose, truth.key, truth.official) == (1, (2,), False)
    assert ([one.text for one in table.statements], table.key) == (["甲は正しい。", "乙は正しい。"], (1,))
    assert said(package, Effect.DROPPED) == [
        "問題全体へのフィードバックは取り込みません。肢ごとの「なぜ」に書いてください",
        "ヒントは取り込みません",
        "種類「shortanswer」の問題は取り込みません",
    ]


def moodle(stem: str = "<p>問はどれか。</p>", **fractions: str) -> str:
    shares = {"a": "50", "b": "50", "c": "-100", **fractions}
    answers = "".join(f'<answer fraction="{share}"><text>{name}</text></answer>' for name, share in shares.items())
    return (
        '<quiz><question type="multichoice"><name><text>x</text></name><questiontext format="html">'
        f"<text><![CDATA[{stem}]]></text></questiontext><single>false</single>{answers}</question></quiz>"
    )


@pytest.mark.parametrize(
    ("stem", "effect", "message"),
    [
        ('<img src="https://example.com/x.png">問はどれか。', Effect.DROPPED, "取りに行かず"),
        ('<a href="javascript:x()">問</a>はどれか。', Effect.DROPPED, "リンク"),
        ("<script>alert(1)</script>問はどれか。", Effect.DROPPED, "スクリプト"),
        ("<iframe src='https://example.com'>x</iframe>問はどれか。", Effect.DROPPED, "埋め込み"),
        ("<table><tr><td>甲</td><td>乙</td></tr></table>", Effect.APPROXIMATED, "表は"),
        ("<p>10<sup>2</sup>はどれか。</p>", Effect.APPROXIMATED, "上付き"),
        ('<img src="data:image/gif;base64,R0lGODlhAQ==">問', Effect.DROPPED, "PNG・JPEG・WebP"),
    ],
    ids=["remote", "javascript", "script", "iframe", "table", "sup", "gif"],
)
def test_what_words_cannot_say_is_told(stem: str, effect: Effect, message: str) -> None:
    package = read(Format.MOODLE_XML, moodle(stem))

    assert package.sound
    assert "alert" not in package.questions[0].stem
    assert "<" not in package.questions[0].stem
    assert [one for one in said(package, effect) if message in one]


def test_uneven_shares_are_told_and_a_picture_of_20_mb_is_refused_with_its_line() -> None:
    uneven = read(Format.MOODLE_XML, moodle(b="25"))
    heavy = read(Format.MOODLE_XML, moodle(f'<img src="data:image/png;base64,{"A" * 20_000_000}">問'))

    assert said(uneven, Effect.APPROXIMATED) == [foreign.PARTIAL]
    assert [remark.stops for remark in heavy.remarks if remark.stops] == [True]
    assert "10MB" in next(remark.message for remark in heavy.remarks if remark.stops)


def test_a_name_is_no_id_two_questions_of_one_name_are_two() -> None:
    one = moodle("甲はどれか。").removesuffix("</quiz>")
    package = read(Format.MOODLE_XML, one + moodle("乙はどれか。").removeprefix("<quiz>"))

    again = read(Format.MOODLE_XML, one + "</quiz>")

    assert package.sound
    assert len({question.id for question in package.questions}) == 2
    assert again.questions[0].id == package.questions[0].id


def test_choices_that_were_changed_beside_our_own_element_are_taken_and_told() -> None:
    package = own()
    text = b"".join(formats.write(Format.MOODLE_XML, package)).decode()
    before = package.questions[0].statements[1].text
    seen = text.replace(f"<text>{before}</text>", "<text>国籍は要件ではない。</text>", 1)

    (back,) = read(Format.MOODLE_XML, seen).questions

    assert [one.text for one in back.statements][1] == "国籍は要件ではない。"
    assert back.statements[0] == package.questions[0].statements[0]
    assert back.statements[1].sources == package.questions[0].statements[1].sources


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.AIKEN])
def test_a_picture_that_is_none_is_refused_in_every_format(form: Format) -> None:
    package = own()
    package.images["images/a.png"] = b"<svg onload='x()'/>"
    package.questions[0] = replace(package.questions[0], image=Image("images/a.png", "図"))
    content = b"".join(formats.write(form, package))

    back = read(form, content)

    assert back.images == {} if form is Format.GIFT else not back.sound


def test_a_deep_nest_and_odd_characters_are_only_words() -> None:
    deep = hypertext.words("<b>" * 3_000 + "甲\x07\u200b乙" + "</b>" * 3_000)

    assert "\x07" not in deep.text
    assert hypertext.words("甲\x07 <b>乙</b>").text == "甲 乙"
    assert hypertext.words("1 < 2 & 3").text == "1 < 2 & 3"


@pytest.mark.parametrize("form", list(Format))
def test_no_file_breaks_a_reader(form: Format) -> None:
    """A short turn; `start.py measure fuzz` takes ten minutes."""

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(mangled(form))
    def one(content: bytes) -> None:
        try_out(form, content)

    one()
