from __future__ import annotations

import ast

import pytest

from app.operation.rules.trail import ACTIONS, DOMAINS, TABLES, action_label, figures, harmless, subject_label
from tests.house.files import APP, own_python

UNKNOWN = "questions.burn"


def recorded() -> set[str]:
    """Every action that the code writes into the trail by name."""
    calls = [node for path in own_python(APP) for node in ast.walk(ast.parse(path.read_text("utf-8")))]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).endswith(("audit.record", "_record"))
        and isinstance(call.args[0], ast.Constant)
    }


def test_every_action_that_is_recorded_has_words() -> None:
    assert recorded() - ACTIONS.keys() == set()
    assert {action.split(".")[0] for action in ACTIONS} - DOMAINS.keys() == set()


def test_an_action_of_a_later_time_is_still_said() -> None:
    assert action_label("exams.rule") == "採点を訂正した"
    assert action_label(UNKNOWN) == "問題（questions.burn）"


@pytest.mark.parametrize(
    ("subject", "said"),
    [("attempt:12", "受験 12番"), ("throttle:ab12", "サインイン ab12"), ("nowhere:3", "nowhere 3番")],
)
def test_a_subject_is_said_by_its_table_and_number(subject: str, said: str) -> None:
    assert subject_label(subject) == said
    assert TABLES["attempt"] == "受験"


def test_figures_stand_on_one_line() -> None:
    assert (
        figures({"questions": {"added": 5, "changed": 1}, "kind": "stop"})
        == "問題の数：加えた5 変えた1、種類：利用停止"
    )
    assert figures({"factor": "1.50", "aids": ["a", "b"], "until": None, "three_people": True}) == (
        "倍率：1.50、補助：a・b、期限：なし、三人で確かめる：はい"
    )


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@a", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert (harmless("佐藤"), harmless(3), harmless(None)) == ("佐藤", "3", "")
