"""Inside one paper no statement may help with another; across the bank only near sameness is refused."""

from __future__ import annotations

import pytest

from app.questions.rules.reading import read_bank
from tests.questions.samples import MOCK, Files, mock_bank

BATHING = "指定訪問入浴介護事業所に置く看護職員のうち、1人以上は常勤でなければならないとされている。"
DAY_CARE = "指定通所介護事業所に置く生活相談員又は介護職員のうち、1人以上は常勤でなければならない。"
STAFF = "指定訪問入浴介護事業所に勤める介護職員は、2人以上が常勤でなければならないとされている。"


def with_statements(files: Files, *texts: tuple[str, int, str]) -> Files:
    """The bank with the n-th statement of some question saying something."""
    for file, nth, text in texts:
        lines = files[file].decode().split("\n")
        at = [number for number, line in enumerate(lines) if line.startswith("    - text: ")][nth]
        lines[at] = f"    - text: {text}"
        files[file] = "\n".join(lines).encode()
    return files


def problems(files: Files) -> list[str]:
    return [str(problem) for problem in read_bank(files).problems]


HOME_HELP, ABUSE = "questions/welfare/home-help.yaml", "questions/welfare/abuse.yaml"


def test_a_statement_that_helps_with_another_of_the_paper_is_pointed_out_in_both_places() -> None:
    files = with_statements(mock_bank(), (HOME_HELP, 0, STAFF), (ABUSE, 7, BATHING))

    assert problems(files) == [
        f"{ABUSE}:45 FU-GYAK-002 注意: 3 番目の肢が、同じ試験 mock-1 の FU-HOMO-001（{HOME_HELP}:9）の 1 番目の肢と"
        "似ていて（似かた 0.50）、手がかりになります。別の事実を問うか、別の試験に移してください"
    ]


def test_the_same_pair_in_no_paper_is_no_matter() -> None:
    files = with_statements(mock_bank(), (HOME_HELP, 0, STAFF), (ABUSE, 7, BATHING))
    del files[MOCK]

    assert problems(files) == []


def test_two_facts_of_one_kind_are_no_help() -> None:
    files = with_statements(mock_bank(), (HOME_HELP, 0, DAY_CARE), (ABUSE, 7, BATHING))

    assert problems(files) == []


def test_statements_of_one_question_may_share_their_words() -> None:
    files = with_statements(mock_bank(), (ABUSE, 6, STAFF), (ABUSE, 7, BATHING))

    assert problems(files) == []


@pytest.mark.parametrize("papers", [True, False])
def test_what_is_nearly_the_same_is_refused_whatever_the_paper_and_said_once(*, papers: bool) -> None:
    files = with_statements(mock_bank(), (HOME_HELP, 0, BATHING.replace("1人", "2人")), (ABUSE, 7, BATHING))
    if not papers:
        del files[MOCK]

    [problem] = problems(files)

    assert problem.endswith("とほとんど同じです（似かた 0.86）。別の事実を問う文にしてください")
