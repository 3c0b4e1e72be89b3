from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.practice.rules.calendar import LAST_DAYS, Calendar, morning_of
from app.practice.rules.memory import NOTHING, Memory, reviewed
from app.practice.rules.schedule import (
    HORIZON_DAYS,
    Way,
    in_last_days,
    load_today,
    minutes_needed,
    new_until,
    next_due,
    seconds_a_card,
    seconds_a_question,
    wants_last_look,
    way,
)
from app.practice.rules.words import CardState, Confidence, DayKind

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
EXAM = date(2027, 10, 10)


def known(*, stability: float = 5.0, due_in: int = 0, seen: int = 5) -> Memory:
    """A statement that is due in so many days and was seen so many days ago."""
    at, due = NOW - timedelta(days=seen), NOW + timedelta(days=due_in)
    return Memory(CardState.REVIEW, stability, 5.0, at, due, reps=3)


def days(*offsets: int, kind: DayKind = DayKind.OFF) -> dict[date, DayKind]:
    return {TODAY + timedelta(days=offset): kind for offset in offsets}


def ahead(
    memories: list[Memory],
    unseen: int = 0,
    *,
    exam_on: date | None = EXAM,
    minutes: int = 15,
    marked: Mapping[date, DayKind] | None = None,
) -> Way:
    calendar = Calendar(minutes, marked or {})
    return way(memories, unseen, exam_on=exam_on, today=TODAY, calendar=calendar, seconds=25)


def test_the_way_has_a_day_for_every_day_to_the_eve_of_the_exam() -> None:
    found = ahead([])

    assert found.days[0].on == TODAY
    assert found.days[-1].on == EXAM - timedelta(days=1)
    assert len(ahead([], exam_on=None).days) == len(ahead([], exam_on=TODAY).days) == HORIZON_DAYS


def test_what_is_due_today_is_asked_today_as_far_as_the_budget_goes() -> None:
    found = ahead([known() for _ in range(100)])

    room = found.days[0].room
    assert [day.reviews for day in found.days[:3]] == [room, room, room]
    assert found.days[0].waiting == 100 - room
    assert found.on_track


def test_a_missed_week_is_spread_and_not_asked_in_one_day() -> None:
    missed = [known(due_in=-day) for day in range(7) for _ in range(20)]

    found = ahead(missed)

    assert max(day.reviews for day in found.days) <= found.days[0].room
    assert next(n for n, day in enumerate(found.days) if not day.waiting) <= 7


def test_days_off_ask_nothing_and_night_shifts_half() -> None:
    found = ahead([known() for _ in range(100)], marked={**days(0), **days(1, kind=DayKind.NIGHT)})

    assert found.days[0].reviews == found.days[0].new == 0
    assert found.days[1].reviews == found.days[1].room == found.days[2].room // 2


def test_new_statements_take_half_of_a_day_and_stop_two_weeks_before() -> None:
    found = ahead([], 1_200)

    begun = [day.new for day in found.days]
    assert sum(begun) == 1_200
    assert max(begun) == found.days[0].room // 2
    assert not any(begun[-LAST_DAYS:])


def test_more_is_begun_each_day_where_it_would_not_be_done_in_time() -> None:
    found = ahead([], 300, exam_on=TODAY + timedelta(days=28))

    assert found.days[0].new == 31
    assert found.days[0].new > found.days[0].room // 2


def test_new_statements_stop_half_way_when_the_exam_is_near() -> None:
    assert new_until(EXAM, TODAY) == EXAM - timedelta(days=15)
    assert new_until(TODAY + timedelta(days=10), TODAY) == TODAY + timedelta(days=4)
    assert new_until(TODAY + timedelta(days=1), TODAY) == TODAY - timedelta(days=1)


def test_reviews_never_crowd_out_new_statements_altogether() -> None:
    found = ahead([known() for _ in range(500)], 600)

    assert found.days[0].new > 0
    assert found.days[0].reviews > found.days[0].new


def test_the_last_fourteen_days_look_again_at_what_would_not_come_before_the_exam() -> None:
    settled = [known(stability=900, due_in=400, seen=30) for _ in range(60)]

    found = ahead(settled)

    assert [day.last_looks for day in found.days[:-LAST_DAYS]] == [0] * (len(found.days) - LAST_DAYS)
    assert sum(day.last_looks for day in found.days) == 60


def test_a_last_look_is_for_what_was_not_seen_lately() -> None:
    near = TODAY + timedelta(days=10)

    assert in_last_days(TODAY, near)
    assert not in_last_days(TODAY, EXAM)
    assert not in_last_days(TODAY, TODAY)
    assert wants_last_look(known(due_in=30, seen=5), near)
    assert not wants_last_look(known(due_in=30, seen=2), near)
    assert not wants_last_look(known(due_in=3, seen=5), near)


def test_too_many_statements_for_the_days_is_said_with_what_it_would_take() -> None:
    exam_on = TODAY + timedelta(days=60)
    calendar = Calendar(5, {})

    assert not ahead([], 1_200, exam_on=exam_on, minutes=5).on_track
    needed = minutes_needed([], 1_200, exam_on=exam_on, today=TODAY, calendar=calendar, seconds=25)
    assert needed is not None
    assert ahead([], 1_200, exam_on=exam_on, minutes=needed).on_track
    assert not ahead([], 1_200, exam_on=exam_on, minutes=needed - 5).on_track


def test_no_budget_is_enough_for_the_impossible() -> None:
    tomorrow = TODAY + timedelta(days=2)

    assert minutes_needed([], 9_000, exam_on=tomorrow, today=TODAY, calendar=Calendar(5, {}), seconds=25) is None


def test_a_card_comes_in_the_morning_whatever_the_hour_of_its_review() -> None:
    late = datetime(2026, 11, 22, 14, 50, tzinfo=UTC)

    assert next_due(reviewed(NOTHING, right=False, confidence=Confidence.SURE, at=late)) == morning_of(
        TODAY + timedelta(days=1)
    )


def test_time_for_a_card_is_learned_from_one_s_own_history() -> None:
    assert seconds_a_card(0, 0) == 25
    assert 10 < seconds_a_card(200, 2_000) < 12
    assert seconds_a_question(0, 0) == 90


memories = st.lists(
    st.builds(known, stability=st.floats(0.1, 800), due_in=st.integers(-60, 400), seen=st.integers(0, 90)), max_size=40
)
marks = st.dictionaries(st.integers(0, 120), st.sampled_from(DayKind), max_size=30)


@given(memories, st.integers(0, 300), st.integers(1, 400), st.integers(1, 60), marks)
@settings(max_examples=60, deadline=None)
def test_no_day_asks_for_more_than_it_has_and_nothing_is_lost(
    given: list[Memory], unseen: int, until: int, minutes: int, marked: dict[int, DayKind]
) -> None:
    kinds = {TODAY + timedelta(days=place): kind for place, kind in marked.items()}
    found = ahead(given, unseen, exam_on=TODAY + timedelta(days=until), minutes=minutes, marked=kinds)

    assert len(found.days) == until
    for day in found.days:
        assert 0 <= day.reviews + day.new + day.last_looks <= day.room
        assert min(day.reviews, day.new, day.last_looks, day.waiting) >= 0
        if kinds.get(day.on) is DayKind.OFF:
            assert day.room == 0
    assert sum(day.new for day in found.days) + found.unseen == unseen
    assert found.waiting == found.days[-1].waiting


@given(st.integers(0, 80), st.integers(0, 300), st.integers(0, 50), st.integers(1, 400), marks)
@settings(max_examples=60, deadline=None)
def test_today_by_counts_is_the_first_day_of_the_way(
    due: int, unseen: int, looks: int, until: int, marked: dict[int, DayKind]
) -> None:
    exam_on, kinds = TODAY + timedelta(days=until), {TODAY + timedelta(days=place): k for place, k in marked.items()}
    given = [known() for _ in range(due)] + [known(due_in=900, seen=30) for _ in range(looks)]

    first = ahead(given, unseen, exam_on=exam_on, marked=kinds).days[0]

    calendar = Calendar(15, kinds)
    by_counts = load_today(due, unseen, looks, exam_on=exam_on, today=TODAY, calendar=calendar, seconds=25)
    assert by_counts == first
