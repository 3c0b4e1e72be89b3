from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exams.rules import (
    ATTEMPT_STATE_LABELS,
    GRACE,
    MOST_STATEMENTS,
    PAPER_STATE_LABELS,
    RULING_LABELS,
    TREATMENT_LABELS,
    AttemptState,
    PaperState,
    RulingKind,
    Treatment,
    Window,
    accepts_answers,
    choices_of,
    ends_at,
    mask_of,
    remaining_seconds,
    seconds_allowed,
    shown_state,
    shows_result,
)
from app.questions.rules.words import Results

NOON = datetime(2027, 10, 10, 3, 0, tzinfo=UTC)  # 12:00 in Japan
SECOND = timedelta(seconds=1)
positions = st.sets(st.integers(1, MOST_STATEMENTS))


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        (ATTEMPT_STATE_LABELS, AttemptState),
        (PAPER_STATE_LABELS, PaperState),
        (TREATMENT_LABELS, Treatment),
        (RULING_LABELS, RulingKind),
    ],
)
def test_every_word_has_a_label(labels: dict[str, str], words: type[object]) -> None:
    assert set(labels) == set(words)  # type: ignore[call-overload]


# ── Choices ──────────────────────────────────────────────────────────────────────────────────


@given(positions)
def test_a_mask_keeps_the_choices_in_order(choices: set[int]) -> None:
    assert choices_of(mask_of(choices)) == tuple(sorted(choices))


@given(positions, positions)
def test_two_sets_of_choices_have_one_mask_only_when_they_are_the_same(one: set[int], other: set[int]) -> None:
    assert (mask_of(one) == mask_of(other)) == (one == other)


@given(st.lists(st.integers(1, MOST_STATEMENTS)))
def test_a_mask_does_not_count_a_choice_twice(choices: list[int]) -> None:
    assert mask_of(choices).bit_count() == len(set(choices))


def test_a_mask_is_bits_from_the_first_statement_on() -> None:
    assert (mask_of([]), mask_of([1]), mask_of([3, 1]), mask_of([10])) == (0, 1, 0b101, 512)


# ── The clock ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("factor", "minutes"), [("1", 120), ("1.00", 120), ("1.3", 156), ("1.30", 156), ("1.5", 180), ("4.00", 480)]
)
def test_the_end_is_the_start_and_the_minutes_times_the_factor(factor: str, minutes: int) -> None:
    assert ends_at(NOON, 120, Decimal(factor)) == NOON + timedelta(minutes=minutes)


def test_a_part_of_a_second_counts_for_the_candidate() -> None:
    assert seconds_allowed(1, Decimal("1.01")) == 61  # 60.6


@given(st.integers(1, 600), st.decimals(1, 4, places=2))
def test_nobody_gets_less_time_than_granted_and_not_a_second_more(minutes: int, factor: Decimal) -> None:
    assert 0 <= seconds_allowed(minutes, factor) - minutes * 60 * factor < 1


@pytest.mark.parametrize(
    ("state", "late_by", "accepted", "shown"),
    [
        (AttemptState.OPEN, -SECOND, True, AttemptState.OPEN),
        (AttemptState.OPEN, GRACE, True, AttemptState.OPEN),
        (AttemptState.OPEN, GRACE + SECOND, False, AttemptState.TIMED_OUT),
        (AttemptState.SUBMITTED, -SECOND, False, AttemptState.SUBMITTED),
        (AttemptState.SUBMITTED, GRACE + SECOND, False, AttemptState.SUBMITTED),
        (AttemptState.TIMED_OUT, -SECOND, False, AttemptState.TIMED_OUT),
    ],
)
def test_answers_are_taken_until_the_grace_is_over_and_then_it_is_shown_closed(
    state: AttemptState, late_by: timedelta, accepted: bool, shown: AttemptState
) -> None:
    assert accepts_answers(state, NOON, NOON + late_by) is accepted
    assert shown_state(state, NOON, NOON + late_by) is shown


@pytest.mark.parametrize(("left", "shown"), [(90.9, 90), (0.5, 0), (0, 0), (-3, 0)])
def test_the_time_left_is_never_negative_and_never_too_much(left: float, shown: int) -> None:
    assert remaining_seconds(NOON + timedelta(seconds=left), NOON) == shown


@pytest.mark.parametrize(
    ("window", "sat", "in_progress", "expected"),
    [
        (Window(None, None, None, None), 99, False, PaperState.AVAILABLE),
        (Window(NOON, NOON, NOON, 1), 0, False, PaperState.AVAILABLE),
        (Window(NOON + SECOND, None, None, None), 0, False, PaperState.NOT_YET),
        (Window(None, NOON - SECOND, None, None), 0, False, PaperState.CLOSED),
        (Window(None, None, NOON - SECOND, None), 0, False, PaperState.CLOSED),
        (Window(None, NOON + SECOND, NOON - SECOND, None), 0, False, PaperState.CLOSED),
        (Window(None, None, None, 2), 1, False, PaperState.AVAILABLE),
        (Window(None, None, None, 2), 2, False, PaperState.USED_UP),
        (Window(None, NOON - SECOND, None, 1), 1, False, PaperState.CLOSED),
        (Window(None, NOON - SECOND, NOON - SECOND, 1), 1, True, PaperState.IN_PROGRESS),
        (Window(NOON + SECOND, None, None, 1), 1, True, PaperState.IN_PROGRESS),
    ],
)
def test_a_paper_may_be_begun_in_its_window_and_always_be_finished(
    window: Window, sat: int, in_progress: bool, expected: PaperState
) -> None:
    assert window.state(sat=sat, in_progress=in_progress, now=NOON) is expected


@pytest.mark.parametrize(
    ("policy", "closes_at", "shown"),
    [
        (Results.AT_ONCE, None, True),
        (Results.AT_ONCE, NOON + SECOND, True),
        (Results.AFTER_CLOSE, NOON + SECOND, False),
        (Results.AFTER_CLOSE, NOON, False),
        (Results.AFTER_CLOSE, NOON - SECOND, True),
        (Results.AFTER_CLOSE, None, True),
    ],
)
def test_a_key_is_seen_at_once_or_after_the_close(policy: Results, closes_at: datetime | None, shown: bool) -> None:
    assert shows_result(policy, closes_at, NOON) is shown
