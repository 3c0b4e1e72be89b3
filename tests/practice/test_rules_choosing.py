from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from app.practice.rules.choosing import MOST, Candidate, Day, arranged, asked_again, items, room
from app.practice.rules.memory import Memory
from app.practice.rules.words import CardState, Confidence, Drill, SetKind

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def one(
    identity: int,
    *,
    due_in: int | None = None,
    seen: int = 5,
    right: bool = True,
    topic: int = 1,
    stability: float = 5.0,
) -> Candidate:
    """A statement, never seen unless it is due some day."""
    if due_in is None:
        return Candidate(identity, 1, topic)
    memory = Memory(CardState.REVIEW, stability, 5.0, NOW - timedelta(days=seen), NOW + timedelta(days=due_in), reps=1)
    return Candidate(identity, 1, topic, memory, right, Confidence.SURE)


def order(
    kind: SetKind, *candidates: Candidate, exam_on: date | None = None, reviews: int = 9, new: int = 9
) -> list[int]:
    day = Day(NOW, TODAY, exam_on, reviews, new)
    return [found.question_id for found in arranged(kind, candidates, day, Random(1))]


def test_today_asks_what_is_due_then_what_is_new_then_the_rest() -> None:
    due, new, later = one(1, due_in=-1), one(2), one(3, due_in=30)

    assert order(SetKind.TODAY, later, new, due) == [1, 2, 3]


def test_today_begins_with_what_is_almost_forgotten() -> None:
    assert order(SetKind.TODAY, one(1, due_in=0, stability=50), one(2, due_in=0, stability=1)) == [2, 1]


def test_today_keeps_to_the_plan_before_it_goes_on() -> None:
    due = [one(n, due_in=-1, stability=n) for n in (1, 2, 3)]

    assert order(SetKind.TODAY, one(9), *due, reviews=2, new=1) == [1, 2, 9, 3]


def test_in_the_last_days_nothing_new_comes_before_a_last_look() -> None:
    exam_on = TODAY + timedelta(days=7)

    assert order(SetKind.TODAY, one(1), one(2, due_in=90, seen=40), exam_on=exam_on, new=0) == [2]


def test_weak_is_the_topics_in_which_most_goes_wrong() -> None:
    weak = [one(n, due_in=3, right=n % 2 == 0, topic=n) for n in range(1, 8)]

    found = order(SetKind.WEAK, *weak, one(20, topic=1), one(30, topic=2))

    assert set(found) == {1, 3, 5, 20} or len(set(found) & {1, 3, 5, 7}) == 3
    assert 30 not in found


def test_weak_is_anything_new_for_somebody_new() -> None:
    assert sorted(order(SetKind.WEAK, one(1), one(2))) == [1, 2]


def test_a_topic_begins_with_what_went_wrong() -> None:
    assert order(SetKind.TOPIC, one(1, due_in=9), one(2), one(3, due_in=9, right=False)) == [3, 2, 1]


def test_a_list_begins_with_what_was_answered_longest_ago() -> None:
    assert order(SetKind.WRONG, one(1, due_in=1, seen=2), one(2, due_in=1, seen=9)) == [2, 1]


def test_a_question_is_asked_once_however_many_of_its_statements_are_chosen() -> None:
    chosen = [Candidate(7, 1, 1), Candidate(8, 1, 1), Candidate(7, 2, 1)]

    assert items(chosen, Drill.QUESTION, 9) == [[7], [8]]
    assert items(chosen, Drill.CARD, 2) == [[7, 1], [8, 1]]


def test_more_is_laid_ready_than_fits_but_not_without_end() -> None:
    assert room(3, 25) == 14
    assert room(240, 5) == MOST


def test_what_was_wrong_comes_again_once() -> None:
    ready = [[n, 1] for n in range(10)]

    again = asked_again(ready, 0)

    assert again.index([0, 1], 1) == 6
    assert asked_again(again, 0) == again
    assert asked_again(ready[:2], 1) == [[0, 1], [1, 1], [1, 1]]
