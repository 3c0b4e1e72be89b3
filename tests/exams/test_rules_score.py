from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exams.rules import (
    Change,
    FieldPlan,
    Marked,
    Preview,
    Proposal,
    Result,
    RulingKind,
    SectionPlan,
    SectionScore,
    Treatment,
    is_correct,
    judge,
    mask_of,
    reaches,
    score,
)


@pytest.mark.parametrize(
    ("choices", "right"), [({1, 3}, True), ({1}, False), ({1, 2, 3}, False), (set(), False), ({2, 4}, False)]
)
def test_only_exactly_the_right_set_earns_the_point(choices: set[int], right: bool) -> None:
    assert is_correct(mask_of(choices), frozenset({mask_of({1, 3})}), Treatment.COUNTED) is right


@given(st.integers(0, 31), st.sets(st.integers(1, 31), min_size=1))
def test_any_of_the_accepted_sets_earns_the_point_and_a_void_question_always(mask: int, keys: set[int]) -> None:
    assert is_correct(mask, frozenset(keys), Treatment.COUNTED) is (mask in keys)
    assert is_correct(mask, frozenset(keys), Treatment.VOID_CORRECT) is True


marks = st.builds(
    Marked,
    section=st.sampled_from(["care-support", "health", "welfare"]),
    keys=st.frozensets(st.integers(1, 31), min_size=1, max_size=3),
    treatment=st.sampled_from(Treatment),
    mask=st.integers(0, 31),
)


@given(st.lists(marks))
def test_a_score_counts_each_question_once_in_its_section(answers: list[Marked]) -> None:
    scores = score(answers)

    assert set(scores) == {answer.section for answer in answers}
    counted = [answer for answer in answers if answer.treatment is not Treatment.VOID_EXCLUDED]
    assert sum(section.total for section in scores.values()) == len(counted)
    assert sum(section.correct for section in scores.values()) == sum(
        answer.treatment is Treatment.VOID_CORRECT or answer.mask in answer.keys for answer in counted
    )
    assert all(0 <= section.correct <= section.total for section in scores.values())


@given(st.lists(marks), marks)
def test_a_void_as_correct_never_costs_a_point_and_an_exclusion_shortens_the_paper(
    others: list[Marked], doubted: Marked
) -> None:
    def total(treatment: Treatment) -> SectionScore:
        changed = Marked(doubted.section, doubted.keys, treatment, doubted.mask)
        return score([*others, changed])[doubted.section]

    counted, given_away, excluded = map(total, Treatment)
    assert given_away.total == counted.total == excluded.total + 1
    assert given_away.correct == excluded.correct + 1
    assert excluded.correct <= counted.correct <= given_away.correct


# ── The judgement, by the pass marks of the 27th examination ─────────────────────────────────

CARE = FieldPlan("care-support", "介護支援分野", 18, (SectionPlan("care-support", "介護支援分野"),))
SERVICES = FieldPlan(
    "health-welfare",
    "保健医療福祉サービス分野",
    25,
    (SectionPlan("health", "保健医療"), SectionPlan("welfare", "福祉")),
)


def judged(care: int, health: int, welfare: int) -> Result:
    return judge(
        (CARE, SERVICES),
        {
            "care-support": SectionScore(care, 25),
            "health": SectionScore(health, 20),
            "welfare": SectionScore(welfare, 15),
        },
    )


@pytest.mark.parametrize(
    ("care", "health", "welfare", "passed", "missing"),
    [
        (18, 15, 10, True, 0),
        (18, 20, 5, True, 0),
        (25, 20, 15, True, 0),
        (17, 20, 15, False, 1),
        (25, 15, 9, False, 1),
        (17, 14, 9, False, 3),
        (0, 0, 0, False, 43),
    ],
)
def test_a_pass_needs_the_pass_mark_of_both_fields(
    care: int, health: int, welfare: int, passed: bool, missing: int
) -> None:
    result = judged(care, health, welfare)

    assert (result.passed, result.missing, result.correct, result.total) == (
        passed,
        missing,
        care + health + welfare,
        60,
    )


def test_a_result_has_each_section_inside_its_field() -> None:
    care, services = judged(19, 14, 9).fields

    assert (care.correct, care.total, care.passed, care.missing) == (19, 25, True, 0)
    assert (services.correct, services.total, services.passed, services.missing) == (23, 35, False, 2)
    assert [(s.code, s.correct, s.total) for s in services.sections] == [("health", 14, 20), ("welfare", 9, 15)]


def test_a_section_without_questions_is_nothing_of_nothing() -> None:
    result = judge((CARE,), {})

    assert (result.fields[0].correct, result.fields[0].total) == (0, 0)


def test_a_paper_without_pass_marks_is_not_judged() -> None:
    plan = FieldPlan("trial", "お試し", None, (SectionPlan("trial", "お試し"),))

    result = judge((plan,), {"trial": SectionScore(0, 10)})

    assert (result.judged, result.passed, result.missing) == (False, True, 0)
    assert judged(0, 0, 0).judged is True


@given(st.integers(0, 25), st.integers(0, 35))
def test_reaching_the_marks_is_the_same_as_passing(care: int, services: int) -> None:
    passed = judged(care, min(services, 20), max(0, services - 20)).passed

    assert (
        reaches({"care-support": care, "health-welfare": services}, {"care-support": 18, "health-welfare": 25})
        is passed
    )


def test_a_field_without_a_mark_is_always_reached_and_one_without_points_has_none() -> None:
    assert reaches({}, {"trial": None}) is True
    assert reaches({}, {"care-support": 1}) is False


# ── Rulings ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "treatment"),
    [
        (RulingKind.VOID_CORRECT, Treatment.VOID_CORRECT),
        (RulingKind.VOID_EXCLUDED, Treatment.VOID_EXCLUDED),
        (RulingKind.REKEY, Treatment.COUNTED),
    ],
)
def test_a_ruling_says_how_the_question_counts_from_now_on(kind: RulingKind, treatment: Treatment) -> None:
    assert Proposal(kind).treatment is treatment


def test_a_proposal_gives_the_point_to_all_to_none_or_to_its_sets() -> None:
    masks = [mask_of(choices) for choices in combinations(range(1, 6), 2)]
    keys = frozenset(masks[:2])

    assert {Proposal(RulingKind.VOID_CORRECT).point(mask) for mask in masks} == {True}
    assert {Proposal(RulingKind.VOID_EXCLUDED).point(mask) for mask in masks} == {False}
    assert [mask for mask in masks if Proposal(RulingKind.REKEY, keys).point(mask)] == masks[:2]


def test_a_preview_knows_who_changes_sides() -> None:
    saved = Change(1, "甲", 42, 43, False, True)
    lost = Change(2, "乙", 43, 42, True, False)
    neither = Change(3, "丙", 50, 51, True, True)

    preview = Preview((saved, lost, neither), attempts=10)

    assert (preview.to_pass, preview.to_fail) == ((saved,), (lost,))
