from __future__ import annotations

import pytest

from app.training.rules import markdown
from app.training.rules.lessons import Lesson, characters, read_lesson, written
from tests.training.samples import LESSON, SHELF, said, without

NAME = "lessons/nanbyo/01-seido.md"


def read(text: str = LESSON, name: str = NAME) -> tuple[Lesson | None, list[str]]:
    lesson, problems = read_lesson(name, text.encode(), SHELF)
    return lesson, said(problems)


def test_a_sound_lesson_is_read_whole() -> None:
    lesson, problems = read()

    assert problems == []
    assert lesson is not None
    assert (lesson.slug, lesson.folder, lesson.path, lesson.minutes) == ("nanbyo-01", "nanbyo", NAME[8:], 10)
    assert [(note.mark, note.article) for note in lesson.footnotes] == [("1", "1"), ("2", None)]
    assert "[^1]:" not in lesson.body


def test_what_is_written_is_read_again_as_the_same() -> None:
    lesson, _problems = read(LESSON.replace("title: 難病対策の全体像", 'title: "「難病」: \\"全体\\""'))

    assert lesson is not None
    assert read(written(lesson))[0] == lesson


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("slug: nanbyo-01", "slug: nanbyo-02", "slug は置き場所と合わせて nanbyo-01 としてください"),
        ("check: nanbyo-01", "check: nothing", "確認問題「nothing」が問題バンクにありません"),
        ("あります。[^1]", "あります。[^9]", "脚注 [^9] の定義がありません"),
        ('article: "1"}', 'article: "99"}', '脚注 [^1]：難病の患者に対する医療等に関する法律に条 "99" はありません'),
        ("{source: expert-knowledge}", "{source: nothing}", "脚注 [^2] の根拠「nothing」が sources.yaml にありません"),
        ("一 | 二[^2] |", "一 | 二[^2] | 三 |", "表のこの行は 3 列です。見出しと同じ 2 列にしてください"),
        ("kind: steps", "kind: pie", '図：kind: "pie" は使えません'),
        ("{label: 申請, text: 書類を出します。}", "{label: 申請}", "図：steps の項目に text がありません"),
        ("**太字**", "<b>太字</b>", "HTML は書けません。消してください"),
        ("**太字**", "![絵](x.png)", "画像は置けません。figure の図にしてください"),
        ("**太字**", "[ここ](https://example.jp)", "リンクは書けません。根拠は脚注 [^1] にしてください"),
        ("## まとめ", "#### まとめ", "見出しは ## と ### だけにしてください"),
        ("```figure", "```python", "``` の囲みは figure だけです"),
        ("as_of: 2026-10-01", "as_of: 2026-02-30", "ない日付です。暦にある日を書いてください"),
        ("minutes: 10", "minutes: 0", "minutes: 0 は小さすぎます。1 以上にしてください"),
    ],
)
def test_each_fault_is_told_in_a_sentence(old: str, new: str, message: str) -> None:
    _lesson, problems = read(LESSON.replace(old, new, 1))

    assert [problem for problem in problems if problem.startswith(message.partition("。")[0])] != []


def test_a_footnote_that_nobody_uses_and_a_file_in_the_wrong_place_are_told() -> None:
    assert "脚注 [^1] は本文で使われていません" in read(LESSON.replace("あります。[^1]", "あります。"))[1]
    assert read(name="lessons/else/01-x.md")[0] is None
    assert read(without(LESSON, "---"))[1] == ["先頭に --- で囲んだ見出し（slug、title など）がありません"]
    assert read_lesson(NAME, b"\xff\xfe", SHELF)[1][0].message == "UTF-8 として読めません。UTF-8 で保存してください"


def test_a_lesson_that_is_too_short_is_a_warning_only() -> None:
    _lesson, problems = read_lesson(NAME, LESSON.encode(), SHELF)

    assert [problem.severity for problem in problems] == ["warning"]
    assert characters("あ い[^1]う\n") == 3


def test_the_page_numbers_its_blocks_and_escapes_what_could_be_html() -> None:
    lesson, _problems = read()
    assert lesson is not None

    page = markdown.page(lesson.body.replace("太字", "<i>太字"))

    assert [(part.number, part.title, part.first_paragraph, part.last_paragraph) for part in page.sections] == [
        (1, "目的", 1, 3),
        (2, "まとめ", 4, 5),
    ]
    assert page.marks == ("1", "2")
    assert '<p id="p-1">' in page.sections[0].html
    assert "&lt;i&gt;太字" in page.sections[0].html
    assert '<sup class="footnote"><a href="#source-2" aria-label="根拠2">2</a></sup>' in page.sections[0].html
    assert '<figure class="lesson-figure" id="p-5">' in page.sections[1].html


BARS = "kind: bars\ntitle: 図\nitems:\n  - {label: 甲<i>, value: 10, unit: 人}\n  - {label: 乙, value: 5}\n"
MATRIX = "kind: matrix\ntitle: 図\ncolumns: [甲, 乙]\nitems:\n  - {row: 一, cells: [い, ろ]}\n"
TIMELINE = "kind: timeline\ntitle: 図\nitems:\n  - {label: 春, text: 始まり}\n"


@pytest.mark.parametrize(
    ("figure", "drawn"),
    [
        (BARS, ['<rect class="done" width="50.0"', "甲&lt;i&gt;", ">10人<"]),
        (MATRIX, ['<th scope="col">乙</th>', '<th scope="row">一</th>', "<td>ろ</td>"]),
        (TIMELINE, ['<ol class="figure-timeline">']),
    ],
)
def test_figures_are_lists_and_tables_that_everybody_can_read(figure: str, drawn: list[str]) -> None:
    page = markdown.page(f"## 図\n\n```figure\n{figure}```\n")

    assert [part for part in drawn if part not in page.sections[0].html] == []


def test_a_matrix_whose_rows_do_not_fit_is_told() -> None:
    text = "## 図\n\n```figure\n" + MATRIX.replace("[い, ろ]", "[い]") + "```\n\n## 二\n"

    assert [said for _line, said in markdown.faults(text)] == [
        "図：「一」の cells が 1 個です。columns と同じ 2 個にしてください"
    ]
