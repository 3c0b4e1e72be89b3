from __future__ import annotations

import ast

import pytest

from app.operation.rules.trail import ACTIONS, DOMAINS, TABLES, action_label, figures, harmless, subject_label
from tests.house.files import APP, own_python
from tests.operation.words import wordless

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


def test_values_are_said_in_the_words_of_their_features() -> None:
    said = {"wanted": ["large_text"], "shared": ["exams"], "status": "law_check", "role": "learner", "ground": "death"}

    assert figures(said) == (
        "願い出：大きな文字、見せるもの：模擬試験の結果、状態：法令確認、役割：受講者、理由：本人が亡くなった"
    )


def test_days_moments_and_marks_are_said_as_people_write_them() -> None:
    assert figures({"due_on": "2026-11-30", "made_at": "2026-11-22T05:04:00+00:00"}) == (
        "期限：2026年11月30日、作った日時：2026年11月22日 14:04"
    )
    assert figures({"number": 3, "choices": 5, "ends_at": {"12": "2026-11-22T06:00:00+00:00"}, "7": 0}) == (
        "問：3、選んだ肢：①③、終わりの時刻：12番2026年11月22日 15:00、7番：なし"
    )


@pytest.mark.parametrize(
    ("subject", "said"),
    [("setting:site", "設定（サイト全体）"), ("outbox:failed", "仕事（失敗したものすべて）")],
)
def test_what_has_no_number_is_said_too(subject: str, said: str) -> None:
    assert subject_label(subject) == said


def test_whatever_is_recorded_by_a_test_has_words() -> None:
    assert wordless("office_member:3", {"shared": ["training"], "12": 5, "問題": {"added": 1}}) == []
    assert wordless("nowhere:3", {"colour of hair": {"deep": 1}, "role": "king"}) == [
        "nowhere",
        "colour of hair",
        "deep",
        "role: king",
    ]


@pytest.mark.parametrize("cell", ["=1+1", "+81", "-1", "@a", "\tx"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"


def test_an_ordinary_cell_stays_as_it_is() -> None:
    assert (harmless("佐藤"), harmless(3), harmless(None)) == ("佐藤", "3", "")
