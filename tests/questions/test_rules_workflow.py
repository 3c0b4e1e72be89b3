from __future__ import annotations

import pytest

from app.accounts.rules import Permission
from app.questions.rules.words import QuestionStatus
from app.questions.rules.workflow import (
    AUTHOR,
    NOT_YOURS,
    SAME_PERSON,
    STEPS,
    Duty,
    Standing,
    blocked_steps,
    open_steps,
    refusal,
)

EVERYTHING = frozenset(Duty)
ME, SOMEBODY = 1, 2


def standing(status: QuestionStatus, *held: str, writers: tuple[int, ...] = (SOMEBODY,), **about: object) -> Standing:
    return Standing(status, frozenset(held), ME, frozenset(writers), **about)  # type: ignore[arg-type]


def test_duties_are_permissions() -> None:
    assert {duty.value for duty in Duty} <= {permission.value for permission in Permission}


@pytest.mark.parametrize(
    ("status", "names"),
    [
        (QuestionStatus.DRAFT, ["retire"]),
        (QuestionStatus.REVIEW, ["pass-review", "send-back", "retire"]),
        (QuestionStatus.LAW_CHECK, ["publish", "send-back-law", "retire"]),
        (QuestionStatus.PUBLISHED, ["doubt", "retire"]),
        (QuestionStatus.DOUBTED, ["confirm", "retire"]),
        (QuestionStatus.RETIRED, ["revive"]),
    ],
)
def test_every_state_has_its_steps(status: QuestionStatus, names: list[str]) -> None:
    assert [step.name for step in open_steps(standing(status, *EVERYTHING))] == names


@pytest.mark.parametrize("name", ["pass-review", "publish", "confirm"])
def test_nobody_approves_what_they_wrote(name: str) -> None:
    step = STEPS[name]

    mine = standing(step.sources[0], *EVERYTHING, writers=(SOMEBODY, ME), three_people=False)

    assert refusal(step, mine) == AUTHOR
    assert [blocked for blocked, _ in blocked_steps(mine)] == [step]


def test_the_reviewer_does_not_check_the_law_where_three_people_are_wanted() -> None:
    reviewed = standing(QuestionStatus.LAW_CHECK, *EVERYTHING, reviewer_id=ME)
    alone = standing(QuestionStatus.LAW_CHECK, *EVERYTHING, reviewer_id=ME, three_people=False)

    assert refusal(STEPS["publish"], reviewed) == SAME_PERSON
    assert refusal(STEPS["publish"], alone) is None


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_without_the_duty_nothing_goes(step: object) -> None:
    candidate = standing(STEPS["publish"].sources[0], "sit_exam")

    assert open_steps(candidate) == []


def test_a_step_of_another_duty_is_refused_in_words() -> None:
    writer = standing(QuestionStatus.REVIEW, Duty.WRITE)

    assert refusal(STEPS["pass-review"], writer) == NOT_YOURS.format(duty="査読")
