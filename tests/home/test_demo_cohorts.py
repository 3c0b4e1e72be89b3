from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from app.home import demo_cohorts, demo_people

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_the_people_are_the_same_each_time_and_each_has_a_name_of_their_own() -> None:
    everybody = demo_cohorts.people()

    assert everybody == demo_cohorts.people()
    assert len({one.name for one in everybody}) == len(everybody)
    assert {one.organisation for one in everybody} == {"gakusha", *demo_people.ORGANISATIONS}


def test_who_is_able_gets_more_right_and_guessing_helps_the_others() -> None:
    asked = [demo_cohorts.hard(number, f"KS-{number}", 0, 0b00111, 5) for number in range(1, 61)]

    def right(ability: float) -> int:
        one = demo_cohorts.Simulated("", "", "", (ability, ability), ("mock-1",), None)
        rows = demo_cohorts.answers(1, one, asked, (NOW, 5000, 0.0), Random(1))
        return sum(row["choices"] == 0b00111 for row in rows)

    assert 5 < right(-3) < right(0) < right(2.5) < 60


def test_every_wrong_set_is_of_the_asked_size() -> None:
    question = demo_cohorts.hard(1, "KS-1", 0, 0b01011, 5)

    assert len(set(question.wrong)) == 6
    assert {mask.bit_count() for mask in question.wrong} == {3}
    assert question.key not in question.wrong


def test_sittings_are_in_the_past_and_in_the_order_of_the_papers() -> None:
    one = demo_cohorts.Simulated("", "", "", (0, 0), tuple(demo_cohorts.PAPERS), 3)

    began = [row[1] for row in demo_cohorts.sittings(one, NOW, Random(2))]

    assert began == sorted(began)
    assert began[-1] < NOW - timedelta(days=7)
