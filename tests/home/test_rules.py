from __future__ import annotations

import pytest

from app.home.rules import Choices, Trial, choices, family_name, greeting

NOTHING = Trial.begun(7, 0, 3)


@pytest.mark.parametrize(
    ("hour", "said"),
    [
        (4, "こんばんは"),
        (5, "おはようございます"),
        (10, "おはようございます"),
        (11, "こんにちは"),
        (17, "こんにちは"),
        (18, "こんばんは"),
    ],
)
def test_the_greeting_follows_the_hour(hour: int, said: str) -> None:
    assert greeting(hour) == said


@pytest.mark.parametrize(
    ("name", "called"), [("佐藤 花子", "佐藤"), ("佐藤　花子", "佐藤"), ("グエン", "グエン"), (" ", " ")]
)
def test_a_person_is_called_by_the_family_name(name: str, called: str) -> None:
    assert family_name(name) == called


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (["3", "1"], Choices((1, 3), strange=False)),
        ([], Choices((), strange=False)),
        (["1", "1"], Choices((1,), strange=True)),
        (["0", "1"], Choices((1,), strange=True)),
        (["1", "6"], Choices((1,), strange=True)),
        (["1", "１"], Choices((1,), strange=True)),
        (["abc"], Choices((), strange=True)),
        (["9" * 5000], Choices((), strange=True)),
    ],
)
def test_only_positions_of_the_question_are_read(sent: list[str], read: Choices) -> None:
    assert choices(sent, 5) == read


def test_choices_fit_when_they_are_as_many_as_asked_for() -> None:
    assert Choices((1, 3), strange=False).fit(2)
    assert not Choices((1,), strange=False).fit(2)
    assert not Choices((1, 2, 3), strange=False).fit(2)
    assert not Choices((1, 3), strange=True).fit(2)


def test_marks_go_through_the_cookie_and_back() -> None:
    trial = NOTHING.marked(2, 0b101)

    assert Trial.from_cookie(trial.as_cookie(), NOTHING) == trial
    assert (trial.answered, trial.finished) == (1, False)


@pytest.mark.parametrize("kept", [None, "", {}, [], [7], [7, 0, 1, 2], [8, 0, 1, 2, 4], [7, 1, 1, 2, 4]])
def test_a_cookie_about_other_questions_counts_as_nothing(kept: object) -> None:
    assert Trial.from_cookie(kept, NOTHING) == NOTHING


def test_marking_again_replaces_and_after_the_last_the_first_begins_anew() -> None:
    twice = NOTHING.marked(1, 0b1).marked(1, 0b10)
    whole = twice.marked(2, 0b1).marked(3, 0b1)

    assert twice.masks == (0b10, 0, 0)
    assert whole.finished
    assert whole.marked(3, 0b10).masks == (0b10, 0b1, 0b10)
    assert whole.marked(1, 0b100).masks == (0b100, 0, 0)
