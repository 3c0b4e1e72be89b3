from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from app.training.rules.groups import Member, fresh_titles, shared_out

offices = st.lists(st.sampled_from(["甲", "乙", "丙", None]), max_size=40)


@given(offices, st.integers(1, 9))
def test_no_group_becomes_more_than_one_larger_than_another(marks: list[str | None], count: int) -> None:
    people = [Member(n, (mark,)) for n, mark in enumerate(marks)]

    sizes = Counter(shared_out(people, [[] for _ in range(count)]).values())

    assert sum(sizes.values()) == len(people)
    assert max(sizes.values(), default=0) - min((sizes[n] for n in range(count)), default=0) <= 1


@given(offices, st.integers(1, 9))
def test_people_of_an_office_meet_only_where_they_are_more_than_the_groups(marks: list[str | None], count: int) -> None:
    people = [Member(n, (mark,)) for n, mark in enumerate(marks)]

    found = shared_out(people, [[] for _ in range(count)])

    for office, there in Counter(mark for mark in marks if mark).items():
        meet = Counter(found[each.id] for each in people if each.marks[0] == office)
        assert max(meet.values()) <= -(-there // count)


def test_the_profession_counts_after_the_office() -> None:
    people = [Member(1, ("甲", "看護師")), Member(2, ("甲", "介護福祉士")), Member(3, ("乙", "看護師"))]

    found = shared_out([*people, Member(4, ("乙", "介護福祉士"))], [[], []])

    assert found[1] != found[2]
    assert found[3] != found[4]
    assert found[1] != found[3]


def test_who_is_in_a_group_stays_and_the_smallest_is_filled_first() -> None:
    there = [Member(1, ("甲",)), Member(2, ("乙",))]

    found = shared_out([Member(3, ("甲",)), Member(4, ("甲",))], [there, [], [Member(5, ("甲",))]])

    assert found == {3: 1, 4: 1}


def test_new_groups_get_the_titles_that_are_free() -> None:
    assert fresh_titles(["1班", "3班"], 2) == ["2班", "4班"]
