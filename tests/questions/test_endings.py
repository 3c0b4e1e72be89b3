from __future__ import annotations

from datetime import date

import pytest

from app.questions.rules.endings import Ending, endings
from app.questions.rules.reading import read_bank
from app.questions.rules.stock import Question, Statement
from tests.questions.samples import mock_bank


def questions(right: str, wrong: str, *, number: int) -> list[Question]:
    """Questions of two right and three wrong statements with these last words."""
    statements = tuple(Statement(right if n < 2 else wrong, n < 2, "解説", None, ()) for n in range(5))
    return [Question("KS-HIHO-001", "care-support.insured", "問題", 2, date(2026, 10, 1), 2, statements)] * number


def test_endings_are_counted_the_most_common_first() -> None:
    found = endings(questions("起こることがある。", "定めることとされている。", number=10))

    assert found == [Ending("れている", 30, 0, 0.4), Ending("とがある", 20, 20, 0.4)]
    assert [ending.tells for ending in found] == [True, True]


def test_an_ending_that_right_and_wrong_share_tells_nothing() -> None:
    [ending] = endings(questions("起こることがある。", "起こらないことがある。", number=10))

    assert (ending.share, ending.tells) == (0.4, False)


@pytest.mark.parametrize(("number", "seen"), [(7, []), (8, ["とがある"])])
def test_what_few_statements_share_is_not_looked_at(number: int, seen: list[str]) -> None:
    found = endings(questions("起こることがある。", "定めることとされている。", number=number))

    assert [ending.letters for ending in found if ending.right] == seen


def test_nothing_has_no_endings() -> None:
    assert endings([]) == []


def test_an_ending_that_tells_is_warned_of_with_its_figures() -> None:
    files = mock_bank()
    name = "questions/welfare/home-help.yaml"
    lines = files[name].decode().split("\n")
    for at, line in enumerate(lines):
        if line.endswith("correct: true"):
            lines[at - 1] = lines[at - 1].removesuffix("。") + "ことがある。"
    files[name] = "\n".join(lines).encode()

    said = [str(problem) for problem in read_bank(files, as_stock=True).problems]

    assert said == [
        "questions:1 - 注意: 「…とがある。」で終わる 22 肢のうち正しいのは 22（100%）で、全体の 54% と離れています。"
        "文末が手がかりにならないように言い換えてください"
    ]
