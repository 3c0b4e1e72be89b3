"""What is uneven or missing in a bank as a whole, told as warnings with their place."""

from __future__ import annotations

import pytest

from app.questions.rules.reading import read_bank
from tests.questions.samples import COVERAGE, INSURED, SYLLABUS, Files, mock_bank, question, spoilt


def warnings(files: Files) -> list[str]:
    reading = read_bank(files, as_stock=True)
    assert reading.errors == 0, reading.problems
    return [str(problem) for problem in reading.problems]


def stock(**changes: bytes) -> Files:
    """The mock's bank with its list of headings; `changes` replace whole files."""
    places = {"syllabus": "syllabus.yaml", "coverage": "coverage.yaml"}
    return mock_bank() | {places[name]: content for name, content in changes.items()}


def test_a_stock_that_is_even_and_whole_has_no_warnings() -> None:
    assert warnings(stock()) == []


def with_a_topic_more(marks: str = "") -> bytes:
    """The syllabus with a topic that nothing asks about, on its line 11."""
    topic = f"              - {{code: care-support.appeal, prefix: KS-SHIN, title: 審査請求{marks}}}"
    return spoilt("aliases: [第1号被保険者]}", "aliases: []}\n" + topic, text=SYLLABUS)


def test_a_part_of_a_bank_need_not_be_whole() -> None:
    files = stock(syllabus=with_a_topic_more())
    del files["coverage.yaml"]

    assert read_bank(files).problems == ()
    assert len(warnings(files)) == 2


def test_a_topic_without_a_question_is_told() -> None:
    assert warnings(stock(syllabus=with_a_topic_more())) == [
        "syllabus.yaml:11 care-support.appeal 注意: 「審査請求」の問題がありません。1 問以上書いてください"
    ]


def test_what_every_paper_asks_wants_three_questions() -> None:
    message = "毎回問われる「審査請求」の問題が 0 問です。3 問以上にしてください"
    three = spoilt("title: 高齢者虐待の防止,", "title: 高齢者虐待の防止, always: true,", text=SYLLABUS)

    assert warnings(stock(syllabus=three)) == []
    assert warnings(stock(syllabus=with_a_topic_more(", always: true"))) == [
        f"syllabus.yaml:11 care-support.appeal 注意: {message}"
    ]


QUOTA = """\
quotas:
  - title: 他制度
    least: {least}
    topics: [welfare.abuse, care-support.cases]
"""


@pytest.mark.parametrize(
    ("least", "said"),
    [(6, []), (7, ["syllabus.yaml:34 - 注意: 「他制度」の問題が合わせて 6 問です。7 問以上にしてください"])],
)
def test_topics_that_are_counted_together_want_their_number(least: int, said: list[str]) -> None:
    syllabus = SYLLABUS + QUOTA.format(least=least)

    assert warnings(stock(syllabus=syllabus.encode())) == said


def test_a_quota_of_a_topic_that_does_not_exist_is_refused() -> None:
    syllabus = (SYLLABUS + QUOTA.format(least=1)).replace("[welfare.abuse,", "[welfare.abus,")

    assert [str(problem) for problem in read_bank(stock(syllabus=syllabus.encode())).problems] == [
        "syllabus.yaml:36 - 出題項目「welfare.abus」は syllabus.yaml にありません。もしかして「welfare.abuse」ですか"
    ]


def test_figures_over_all_are_not_told_of_a_bank_that_could_not_be_read_whole() -> None:
    files = stock(coverage=spoilt("[KS-HIHO-001]", "[KS-HIHO-001, KS-JIRE-001]", text=COVERAGE))
    files[INSURED] = question("KS-HIHO-001", "care-support.insured", choose=3).replace("choose", "chose").encode()
    del files["papers/mock-1.yaml"]

    assert [(p.file, p.line) for p in read_bank(files, as_stock=True).problems] == [(INSURED, 4)]
