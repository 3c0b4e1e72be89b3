"""Drawing lots: what was asked for is there, the seed decides the rest, and what is missing is said."""

from __future__ import annotations

from random import Random

import pytest

from app.exams.rules.blueprint import SHARES, Blueprint, Choosable, Mix, Part, draw, usual_pass_mark

POOL = [
    Choosable(f"Q{n}", "health" if n % 2 else "welfare", f"t{n % 7}", f"項目{n % 7}", 2 + n % 3 % 2, 1 + n % 3, n % 7)
    for n in range(120)
]
PARTS = (Part("health", "保健医療", 20, 8), Part("welfare", "福祉", 15))


def test_the_same_seed_is_the_same_paper_in_whatever_order_the_questions_come() -> None:
    shuffled = POOL.copy()
    Random(1).shuffle(shuffled)

    first, second = draw(Blueprint(PARTS, "7"), POOL), draw(Blueprint(PARTS, "7"), shuffled)
    other = draw(Blueprint(PARTS, "8"), POOL)

    assert first == second
    assert first.questions != other.questions
    assert first.shortages == ()


def test_a_section_holds_as_many_and_as_many_of_three_as_asked() -> None:
    drawn = draw(Blueprint(PARTS, "7"), POOL).by_section

    assert (len(drawn["health"]), sum(one.choose == 3 for one in drawn["health"])) == (20, 8)
    assert len(drawn["welfare"]) == 15
    assert all(one.section == "health" for one in drawn["health"])
    assert len(set(drawn["health"])) == 20


def test_a_topic_has_its_least_and_no_topic_crowds_the_others_out() -> None:
    drawn = draw(Blueprint((Part("health", "保健医療", 10),), "7", least={"t3": 4}), POOL).questions
    numbers = [sum(one.topic == f"t{n}" for one in drawn) for n in range(7)]

    assert numbers[3] >= 4
    assert max(numbers[:3] + numbers[4:]) <= 2


@pytest.mark.parametrize("mix", list(SHARES))
def test_a_mix_of_levels_is_met_as_nearly_as_the_questions_allow(mix: Mix) -> None:
    drawn = draw(Blueprint((Part("health", "保健医療", 20),), "7", mix=mix), POOL).questions

    levels = [sum(one.difficulty == level for one in drawn) for level in (1, 2, 3)]

    assert all(abs(found - share / 100 * 20) <= 1 for found, share in zip(levels, SHARES[mix], strict=True))


def test_what_there_is_too_little_of_is_said_in_words() -> None:
    blueprint = Blueprint((Part("health", "保健医療", 100, 90),), "7", least={"t3": 20})

    assert draw(blueprint, POOL).shortages == (
        "「保健医療」は100問のところ、条件に合う問題が30問しかありません。",
        "「保健医療」の「3つ選べ」は90問のところ、20問しかありません。",
        "「項目3」は20問のところ、9問しか入りませんでした。",
    )


def test_a_pass_mark_is_about_seventy_percent() -> None:
    assert [usual_pass_mark(number) for number in (25, 35, 10, 1)] == [18, 25, 7, 1]
