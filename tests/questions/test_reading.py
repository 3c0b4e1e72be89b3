"""Every fault of a bank is told with file, line, id and what to write instead, all of them at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.questions.rules.reading import Reading, read_bank
from tests.questions.samples import (
    CASES,
    INSURED,
    LAW,
    QUESTION,
    SOURCES,
    SYLLABUS,
    bank,
    mock_bank,
    spoilt,
)


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_bank_without_faults_is_read() -> None:
    reading = read_bank(bank())

    assert reading.problems == ()
    assert reading.bank is not None
    [question] = reading.bank.questions
    assert (question.id, question.key, len(reading.bank.topics)) == ("KS-HIHO-001", (1, 3, 5), 6)


def test_a_problem_is_printed_with_file_line_and_id() -> None:
    reading = read_bank(bank(question=spoilt("  choose: 3", "  choose: 2")))

    assert said(reading) == [
        f"{INSURED}:4 KS-HIHO-001 choose は 2 ですが、correct: true の肢は 3 個です。どちらかを直してください"
    ]


def test_four_statements_are_refused() -> None:
    start = QUESTION.index("    - text: 日本国籍")
    end = QUESTION.index("    - text: 第2号")

    reading = read_bank(bank(question=(QUESTION[:start] + QUESTION[end:]).encode()))

    assert said(reading) == [f"{INSURED}:12 KS-HIHO-001 肢が 4 個です。五つにしてください"]


def test_four_statements_are_taken_where_the_shape_is_said_not_to_be_the_official_one() -> None:
    start = QUESTION.index("    - text: 日本国籍")
    end = QUESTION.index("    - text: 第2号")
    content = (QUESTION[:start] + QUESTION[end:]).replace("rights: own", "rights: own\n  official: false")

    assert said(read_bank(bank(question=content.encode()))) == []


def test_a_misspelt_key_is_not_called_missing_too() -> None:
    reading = read_bank(bank(question=spoilt("  choose: 3", "  chose: 3")))

    assert said(reading) == [f"{INSURED}:4 KS-HIHO-001 「chose」という見出しはありません。もしかして「choose」ですか"]


def test_a_missing_key_is_named_with_what_to_write() -> None:
    reading = read_bank(bank(question=spoilt("  difficulty: 2\n", "")))

    hint = "難しさは 1・2・3 のどれかを引用符なしの半角の数で書きます"
    assert said(reading) == [f"{INSURED}:1 KS-HIHO-001 「difficulty」がありません。{hint}"]


def test_a_byte_order_mark_is_refused() -> None:
    reading = read_bank(bank(question=b"\xef\xbb\xbf" + QUESTION.encode()))

    assert said(reading) == [f"{INSURED}:1 - 先頭に BOM があります。UTF-8（BOM なし）で保存してください"]


def test_crlf_is_refused_once() -> None:
    reading = read_bank(bank(question=QUESTION.replace("\n", "\r\n").encode()))

    assert said(reading) == [f"{INSURED}:1 - 改行が CRLF（または CR）です。改行コードを LF にして保存してください"]


def test_another_encoding_is_refused_with_the_line_where_it_shows() -> None:
    reading = read_bank(bank(question=QUESTION.encode("cp932")))

    message = "UTF-8 として読めない文字があります。文字コードを UTF-8（BOM なし）にして保存してください"
    assert said(reading) == [f"{INSURED}:3 - {message}"]


def test_utf_16_is_refused() -> None:
    reading = read_bank(bank(question=QUESTION.encode("utf-16")))

    assert said(reading) == [f"{INSURED}:1 - 文字コードが UTF-16 です。UTF-8（BOM なし）で保存してください"]


def test_an_alias_is_refused() -> None:
    content = spoilt(
        '      plain: null\n      sources: [{law: 409AC0000000123, article: "9"}]',
        '      plain: *old\n      sources: [{law: 409AC0000000123, article: "9"}]',
    )

    assert said(read_bank(bank(question=content))) == [
        f"{INSURED}:16 - 別名「*old」は使えません。値をそのまま書いてください"
    ]


def test_a_duplicate_id_is_refused_and_shown_where_the_first_stands() -> None:
    again = QUESTION.replace("介護保険の被保険者", "資格の取得と喪失の時期")

    messages = said(read_bank(bank(question=(QUESTION + again).encode())))

    assert messages[0] == (
        f"{INSURED}:38 KS-HIHO-001 問題の id 「KS-HIHO-001」は {INSURED}:1 で使われています。別のものにしてください"
    )


def test_statements_nearly_alike_are_refused_across_questions() -> None:
    again = (
        QUESTION.replace("KS-HIHO-001", "KS-HIHO-002")
        .replace("介護保険の被保険者について", "資格の取得と喪失の時期について")
        .replace("なることができない", "なることはできない")
    )

    problems = read_bank(bank(question=(QUESTION + again).encode())).problems

    assert [problem.line for problem in problems] == [50, 55, 60, 65, 70]
    assert problems[1].message == (
        f"2 番目の肢が KS-HIHO-001（{INSURED}:18）の 2 番目の肢とほとんど同じです（似かた 0.84）。"
        "別の事実を問う文にしてください"
    )


def test_stems_nearly_alike_are_refused_whatever_their_last_words_are() -> None:
    stem = "介護保険の被保険者について、より適切なものはどれか。"
    again = QUESTION.replace("KS-HIHO-001", "KS-HIHO-002").replace(
        "介護保険の被保険者について正しいものはどれか。", stem
    )

    problems = read_bank(bank(question=(QUESTION + again).encode())).problems

    assert str(problems[0]) == (
        f"{INSURED}:40 KS-HIHO-002 問題文が KS-HIHO-001（{INSURED}:3）とほとんど同じです（似かた 1.00）。"
        "何を問うかを書き分けてください"
    )


def test_the_same_statement_twice_in_one_question_is_said_once() -> None:
    content = spoilt(
        "第2号被保険者は40歳以上65歳未満で、公的な医療保険の加入者であることを要する。",
        "日本国籍を持たない者は、住民であっても介護保険の被保険者になることができない。",
    )

    assert said(read_bank(bank(question=content))) == [
        f"{INSURED}:23 KS-HIHO-001 3 番目の肢が 2 番目と同じです。別の文にしてください"
    ]


def test_giveaways_and_lengths_warn_and_fail_only_when_strict() -> None:
    content = spoilt("日本国籍を持たない者は、住民であっても", "日本国籍を持たない者は、必ず")

    reading, strictly = (read_bank(bank(question=content), strict=strict) for strict in (False, True))

    message = "注意: 2 番目の肢の「必ず」は答えの手がかりになります。言い換えてください"
    assert said(reading) == said(strictly) == [f"{INSURED}:18 KS-HIHO-001 {message}"]
    assert (reading.bank is not None, strictly.bank, reading.errors, reading.warnings) == (True, None, 0, 1)


def test_a_question_in_the_wrong_file_is_told_where_it_belongs() -> None:
    files = bank()
    files["questions/health/insured.yaml"] = files.pop(INSURED)

    assert said(read_bank(files)) == [
        f"questions/health/insured.yaml:2 KS-HIHO-001 この出題項目の問題は {INSURED} に書きます。"
        "移すか、topic を直してください"
    ]


def test_a_file_that_nobody_reads_is_pointed_out() -> None:
    message = "このファイルは読まれません。書式にある場所と名前（拡張子は .yaml）に移してください"

    assert said(read_bank({**bank(), "case.yaml": b"[]\n"})) == [f"case.yaml:1 - {message}"]


@pytest.mark.parametrize("name", ["syllabus.yaml", "sources.yaml"])
def test_a_missing_file_is_one_problem_and_not_a_hundred(name: str) -> None:
    files = bank()
    del files[name]

    assert said(read_bank(files)) == [f"{name}:1 - このファイルがありません。作ってください"]


def test_a_bank_without_article_lists_says_how_to_make_them() -> None:
    files = bank()
    del files["laws.json"]

    message = "laws.json にこの法令の条の一覧がありません。questions laws で作り直してください"
    assert said(read_bank(files)) == [f"sources.yaml:1 {LAW} {message}"]


def test_broken_article_lists_are_one_problem() -> None:
    message = "条の一覧として読めません。questions laws で作り直してください"

    assert said(read_bank(bank(laws=b"[1]"))) == [f"laws.json:1 - {message}"]


def test_a_case_that_no_question_uses_is_a_warning() -> None:
    reading = read_bank(bank(cases=CASES.encode()))

    assert said(reading) == ["cases.yaml:1 CASE-KS-01 注意: この事例はどの問題にも使われていません"]


def test_a_doubled_topic_is_refused() -> None:
    reading = read_bank(bank(syllabus=spoilt("prefix: KS-JIRE", "prefix: KS-HIHO", text=SYLLABUS)))

    assert said(reading) == [
        "syllabus.yaml:11 care-support.cases prefix 「KS-HIHO」は syllabus.yaml:10 で使われています。"
        "別のものにしてください"
    ]


def test_all_problems_of_all_files_come_at_once_in_order() -> None:
    question = spoilt("  choose: 3", "  choose: 2").replace(b"difficulty: 2", b"difficulty: 9")
    files = bank(question=question, cases=b"- id: CASE-1\n  text: x\n", laws=b"{}")

    places = [(problem.file, problem.line) for problem in read_bank(files).problems]

    assert places == sorted(places)
    assert {file for file, _line in places} == {"cases.yaml", "sources.yaml", INSURED}


def test_digits_of_both_widths_in_a_case_are_refused() -> None:
    files = {**mock_bank(), "cases.yaml": spoilt("82歳", "8２歳", text=CASES)}

    assert said(read_bank(files)) == [
        "cases.yaml:2 CASE-KS-01 全角と半角の数字が混じっています。半角にそろえてください"
    ]


LINES = QUESTION.split("\n")
OTHER = [*LINES, *SYLLABUS.split("\n"), *SOURCES.split("\n"), *CASES.split("\n"), "  - 1", "? x", "[]", "statements: 1"]


@given(
    st.sampled_from(["question", "sources", "cases", "syllabus"]),
    st.lists(st.tuples(st.integers(0, len(LINES)), st.integers(0, 2), st.sampled_from(OTHER)), min_size=1, max_size=4),
)
def test_no_jumble_of_lines_is_a_bug(name: str, changes: list[tuple[int, int, str]]) -> None:
    lines = {"question": QUESTION, "sources": SOURCES, "cases": CASES, "syllabus": SYLLABUS}[name].split("\n")
    for at, removed, line in changes:
        lines[at : at + removed] = [line]

    reading = read_bank(bank(**{name: "\n".join(lines).encode()}))

    assert (reading.bank is None) == (reading.errors > 0)
