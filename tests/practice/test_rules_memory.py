from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.practice.rules.memory import (
    LONGEST_ANSWER_SECONDS,
    NOTHING,
    Memory,
    believed,
    rating,
    recall,
    reviewed,
    seconds_taken,
)
from app.practice.rules.words import CardState, Confidence

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SURE, UNSURE, GUESS = Confidence.SURE, Confidence.UNSURE, Confidence.GUESS
answers = st.lists(st.tuples(st.booleans(), st.sampled_from(Confidence), st.integers(0, 90)), max_size=25)


def after(*given: tuple[bool, Confidence, int]) -> Memory:
    """The memory after answers, each so many days after the one before."""
    memory, at = NOTHING, NOW
    for right, confidence, days in given:
        at += timedelta(days=days)
        memory = reviewed(memory, right=right, confidence=confidence, at=at)
    return memory


def days_until_due(memory: Memory) -> int:
    assert memory.due_at is not None
    assert memory.reviewed_at is not None
    return (memory.due_at - memory.reviewed_at).days


def test_the_surer_the_answer_the_later_it_comes_again() -> None:
    assert days_until_due(after((True, SURE, 0))) == 2
    assert days_until_due(after((True, UNSURE, 0))) == 1
    assert days_until_due(after((False, SURE, 0))) == 1


def test_a_lucky_guess_counts_as_not_known() -> None:
    assert rating(True, GUESS) == rating(False, GUESS) == rating(False, SURE)
    assert after((True, GUESS, 0)) == after((False, GUESS, 0))


def test_right_answers_move_a_statement_ever_farther_away() -> None:
    chain = [after(*[(True, SURE, 0), *[(True, SURE, 10 * n) for n in range(1, length)]]) for length in (1, 2, 3, 4)]

    assert sorted(map(days_until_due, chain)) == list(map(days_until_due, chain))
    assert chain[-1].reps == 4


def test_forgetting_what_was_known_is_counted() -> None:
    assert after((True, SURE, 0), (False, SURE, 5), (False, SURE, 1)).lapses == 2
    assert after((False, SURE, 0)).lapses == 0


def test_recall_fades() -> None:
    memory = after((True, SURE, 0))

    assert recall(NOTHING, NOW) == 0
    assert recall(memory, NOW) == 1
    assert 0 < recall(memory, NOW + timedelta(days=60)) < recall(memory, NOW + timedelta(days=2)) < 1


def test_a_memory_that_was_reset_begins_anew() -> None:
    reset = Memory(CardState.LEARNING, None, None, NOW - timedelta(days=9), NOW, reps=7, lapses=2)

    again = reviewed(reset, right=True, confidence=SURE, at=NOW)

    assert days_until_due(again) == 2
    assert (again.reps, again.lapses) == (8, 2)


def test_a_clock_that_went_back_does_no_harm() -> None:
    memory = after((True, SURE, 0), (True, SURE, 3))

    earlier = reviewed(memory, right=True, confidence=SURE, at=NOW - timedelta(days=100))

    assert earlier.reviewed_at == memory.reviewed_at


@given(answers)
def test_any_history_leaves_a_sound_memory(history: list[tuple[bool, Confidence, int]]) -> None:
    memory = after(*history)

    assert memory.reps == len(history)
    if history:
        assert memory.stability is not None
        assert memory.stability > 0
        assert memory.difficulty is not None
        assert 1 <= memory.difficulty <= 10
        assert days_until_due(memory) >= 1


def test_the_clock_of_a_device_is_believed_within_reason() -> None:
    hour, year = timedelta(hours=1), timedelta(days=365)

    assert believed(None, now=NOW) == NOW
    assert believed(NOW - hour, now=NOW) == NOW - hour
    assert believed(NOW + year, now=NOW) == NOW
    assert believed(NOW - year, now=NOW) == NOW - timedelta(days=30)
    assert believed(NOW - 5 * hour, now=NOW, not_before=NOW - 2 * hour) == NOW - 2 * hour


def test_an_answer_takes_no_longer_than_passed_here() -> None:
    assert seconds_taken(12, elapsed=20) == 12
    assert seconds_taken(500, elapsed=20) == 20
    assert seconds_taken(None, elapsed=7.9) == 7
    assert seconds_taken(-5, elapsed=30) == 30
    assert seconds_taken(None, elapsed=86_400) == LONGEST_ANSWER_SECONDS
    assert seconds_taken(0, elapsed=-3) == 1
