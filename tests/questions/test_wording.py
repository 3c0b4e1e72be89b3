"""Words that give a statement away, or make it a riddle, are warned of."""

from __future__ import annotations

import pytest

from app.questions.rules.problems import Severity
from app.questions.rules.reading import read_bank
from app.questions.rules.wording import GIVEAWAYS
from tests.questions.samples import bank, spoilt


@pytest.mark.parametrize("word", GIVEAWAYS)
def test_every_absolute_word_warns(word: str) -> None:
    [problem] = read_bank(bank(question=spoilt("住民であっても", f"{word}、"))).problems

    assert (problem.line, problem.severity) == (18, Severity.WARNING)
    assert problem.message == f"2 番目の肢の「{word}」は答えの手がかりになります。言い換えてください"


@pytest.mark.parametrize(
    ("ending", "warned"),
    [
        ("被保険者にならないわけではない。", True),
        ("被保険者にならないとは限らない。", True),
        ("被保険者にならないことはない。", True),
        ("被保険者となる余地がなくはない。", True),
        ("被保険者とならなければならない。", False),
        ("被保険者でないものとされている。", False),
    ],
)
def test_a_double_negation_warns(ending: str, *, warned: bool) -> None:
    reading = read_bank(bank(question=spoilt("介護保険の被保険者になることができない。", f"介護保険の{ending}")))

    message = "2 番目の肢が二重の否定です。何が定めかを肯定の形で書いてください"
    assert [problem.message for problem in reading.problems] == [message] * warned
