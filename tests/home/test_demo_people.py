from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from app.accounts.passwords import common_passwords
from app.accounts.rules import Role, normal_kana, password_problem
from app.exams.rules import mask_of
from app.home import demo_people
from app.home.demo_people import Asked, Ending, Sitting, candidates, marks, used_seconds

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
QUESTIONS = [Asked(number, f"KS-{number}", mask_of((1, 3) if number % 3 else (1, 2, 5)), 5) for number in range(1, 61)]
TWO_HOURS = 7200


def sitting(level: float, ending: Ending = Ending.HANDED_IN) -> Sitting:
    return Sitting(NOW - timedelta(minutes=38 if ending is Ending.STILL_OPEN else 60 * 24 * 40), level, ending)


def right(level: float) -> int:
    marked = marks(QUESTIONS, sitting(level), TWO_HOURS)
    return sum(mark.mask == asked.key for mark, asked in zip(marked, QUESTIONS, strict=True))


def test_the_demo_is_the_same_each_time() -> None:
    assert candidates(NOW) == candidates(NOW)
    assert list(marks(QUESTIONS, sitting(0.5), 6000)) == list(marks(QUESTIONS, sitting(0.5), 6000))


def test_there_is_somebody_of_every_role_and_every_kind_of_sitting() -> None:
    everybody = candidates(NOW)
    endings = [sitting.ending for candidate in everybody for sitting in candidate.sittings]

    assert {someone.role for someone in demo_people.STAFF} | {Role.CANDIDATE} == set(Role)
    assert len(everybody) == 30
    assert (endings.count(Ending.STILL_OPEN), endings.count(Ending.TIMED_OUT)) == (1, 1)
    assert sum(candidate.accommodated for candidate in everybody) == 1


def test_everybody_has_an_address_and_a_reading_of_their_own() -> None:
    people = [*demo_people.STAFF, *(candidate.someone for candidate in candidates(NOW))]

    assert len({someone.email for someone in people}) == len({someone.kana for someone in people}) == len(people)
    assert all(normal_kana(someone.kana) == someone.kana for someone in people)


def test_the_password_may_be_chosen() -> None:
    assert password_problem(demo_people.PASSWORD, common_passwords()) is None


def test_nobody_sits_twice_at_the_same_time_or_in_the_future() -> None:
    for candidate in candidates(NOW):
        began = [sitting.started_at for sitting in candidate.sittings]
        assert all(later - earlier > timedelta(hours=4) for earlier, later in pairwise(began))
        assert all(moment < NOW for moment in began)


def test_somebody_more_able_gets_more_right() -> None:
    assert 10 < right(-0.5) < right(0.8) < right(3.0) <= 60


@pytest.mark.parametrize(
    ("ending", "answered"), [(Ending.HANDED_IN, 60), (Ending.TIMED_OUT, 47), (Ending.STILL_OPEN, 23)]
)
def test_marks_are_as_many_as_asked_for_and_in_time(ending: Ending, answered: int) -> None:
    one = sitting(0.3, ending)
    used = used_seconds(one, NOW, TWO_HOURS)

    marked = list(marks(QUESTIONS, one, used))

    assert [mark.number for mark in marked] == list(range(1, answered + 1))
    assert all(mark.mask == 0 or mark.mask.bit_count() == QUESTIONS[mark.number - 1].key.bit_count() for mark in marked)
    assert all(0 <= mark.after_seconds <= used for mark in marked)
    assert sorted(mark.after_seconds for mark in marked) == [mark.after_seconds for mark in marked]
    assert one.started_at + timedelta(seconds=used) <= NOW
    assert used < TWO_HOURS
