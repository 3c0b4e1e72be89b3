"""Find what a class asks of those who apply, what was answered, what follows from it; what comes before what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.db import db
from app.errors import NotFound
from app.training.models.applying import (
    AssignmentRule,
    CohortQuestion,
    EnrolmentAnswer,
    ExtensionRequest,
    Prerequisite,
)
from app.training.models.curricula import Module
from app.training.models.running import Cohort, Enrolment
from app.training.rules.applying import ExtensionState, meets
from app.training.rules.running import EnrolmentState

NO_QUESTION = "この質問は見つかりません。申込書の画面から選んでください。"
NO_APPLICATION = "この申込は見つかりません。研修の画面から選んでください。"
NO_RULE = "このきまりは見つかりません。科目の割当の画面から選んでください。"
NO_EXTENSION = "この願い出は見つかりません。クラスの画面から選んでください。"


def questions(cohort_id: int) -> Sequence[CohortQuestion]:
    """What the cohort asks of those who apply."""
    wanted = select(CohortQuestion).where(CohortQuestion.cohort_id == cohort_id)
    return db.session.scalars(wanted.order_by(CohortQuestion.id)).all()


def question_in(cohort_id: int, question_id: int) -> CohortQuestion:
    """One question of the cohort."""
    found = db.session.scalar(
        select(CohortQuestion).where(CohortQuestion.id == question_id, CohortQuestion.cohort_id == cohort_id)
    )
    if found is None:
        raise NotFound(NO_QUESTION)
    return found


def answered(question_id: int) -> bool:
    """Has anybody answered it?"""
    wanted = select(EnrolmentAnswer.id).where(EnrolmentAnswer.question_id == question_id).limit(1)
    return db.session.scalar(wanted) is not None


def answers(cohort_id: int) -> dict[int, dict[int, str]]:
    """What everybody in the cohort has answered: by enrolment, then by question."""
    rows = db.session.scalars(
        select(EnrolmentAnswer)
        .join(CohortQuestion, CohortQuestion.id == EnrolmentAnswer.question_id)
        .where(CohortQuestion.cohort_id == cohort_id)
    )
    found: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for row in rows:
        found[row.enrolment_id][row.question_id] = row.choice
    return dict(found)


def own_answers(enrolment_ids: Iterable[int]) -> dict[int, int]:
    """How many questions were answered in each of these enrolments."""
    found: defaultdict[int, int] = defaultdict(int)
    for id_ in db.session.scalars(
        select(EnrolmentAnswer.enrolment_id).where(EnrolmentAnswer.enrolment_id.in_(set(enrolment_ids)))
    ):
        found[id_] += 1
    return dict(found)


def answer_rows(enrolment_id: int) -> dict[int, EnrolmentAnswer]:
    """What one has answered, by question."""
    rows = db.session.scalars(select(EnrolmentAnswer).where(EnrolmentAnswer.enrolment_id == enrolment_id))
    return {row.question_id: row for row in rows}


def own_application(enrolment_id: int, person_id: int) -> Enrolment:
    """An application of one's own, decided or not; anybody else's is not found."""
    found = db.session.scalar(
        select(Enrolment)
        .where(Enrolment.id == enrolment_id, Enrolment.person_id == person_id)
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.run))
    )
    if found is None:
        raise NotFound(NO_APPLICATION)
    return found


def asked_in(cohort_ids: Iterable[int]) -> dict[int, int]:
    """How many questions each of these cohorts asks."""
    found: defaultdict[int, int] = defaultdict(int)
    for id_ in db.session.scalars(
        select(CohortQuestion.cohort_id).where(CohortQuestion.cohort_id.in_(set(cohort_ids)))
    ):
        found[id_] += 1
    return dict(found)


def unmet(asked: Iterable[CohortQuestion], given: dict[int, str]) -> list[CohortQuestion]:
    """The questions whose answer does not meet the 受講要件, or that were not answered although it matters."""
    return [each for each in asked if not meets(given.get(each.id), each.meets)]


def rules(cohort_id: int) -> Sequence[AssignmentRule]:
    """Which modules follow from which answers."""
    return db.session.scalars(
        select(AssignmentRule)
        .join(AssignmentRule.question)
        .where(CohortQuestion.cohort_id == cohort_id)
        .order_by(AssignmentRule.id)
        .options(contains_eager(AssignmentRule.question), joinedload(AssignmentRule.module))
    ).all()


def rule_in(cohort_id: int, rule_id: int) -> AssignmentRule:
    """One rule of the cohort."""
    found = next((each for each in rules(cohort_id) if each.id == rule_id), None)
    if found is None:
        raise NotFound(NO_RULE)
    return found


def who_answered(question_id: int, choice: str) -> Sequence[Enrolment]:
    """Who learns in the class and has answered so."""
    return db.session.scalars(
        select(Enrolment)
        .join(EnrolmentAnswer, EnrolmentAnswer.enrolment_id == Enrolment.id)
        .where(
            EnrolmentAnswer.question_id == question_id,
            EnrolmentAnswer.choice == choice,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .order_by(Enrolment.id)
    ).all()


def prerequisites(cohort_id: int) -> Sequence[Prerequisite]:
    """What must be done before what in the cohort."""
    return db.session.scalars(
        select(Prerequisite)
        .join(Prerequisite.module)
        .where(Prerequisite.cohort_id == cohort_id)
        .order_by(Module.position, Prerequisite.id)
        .options(contains_eager(Prerequisite.module), joinedload(Prerequisite.before))
    ).all()


def prerequisite_in(cohort_id: int, prerequisite_id: int) -> Prerequisite:
    """One of them."""
    found = next((each for each in prerequisites(cohort_id) if each.id == prerequisite_id), None)
    if found is None:
        raise NotFound(NO_RULE)
    return found


def before(cohort_id: int) -> dict[int, list[int]]:
    """By module, the modules that come before it."""
    found: defaultdict[int, list[int]] = defaultdict(list)
    rows = db.session.execute(
        select(Prerequisite.module_id, Prerequisite.before_id).where(Prerequisite.cohort_id == cohort_id)
    )
    for module_id, before_id in rows:
        found[module_id].append(before_id)
    return dict(found)


def extensions(enrolment_ids: Iterable[int]) -> Sequence[ExtensionRequest]:
    """Every wish for more time in these enrolments, the newest first."""
    return db.session.scalars(
        select(ExtensionRequest)
        .where(ExtensionRequest.enrolment_id.in_(set(enrolment_ids)))
        .order_by(ExtensionRequest.id.desc())
        .options(joinedload(ExtensionRequest.module))
    ).all()


def open_extensions(cohort_id: int) -> Sequence[ExtensionRequest]:
    """The wishes of a cohort on which nobody has decided yet, the oldest first."""
    return db.session.scalars(
        select(ExtensionRequest)
        .join(ExtensionRequest.enrolment)
        .where(Enrolment.cohort_id == cohort_id, ExtensionRequest.state == ExtensionState.ASKED)
        .order_by(ExtensionRequest.id)
        .options(
            contains_eager(ExtensionRequest.enrolment).joinedload(Enrolment.person), joinedload(ExtensionRequest.module)
        )
    ).all()


def extension_in(cohort_id: int, extension_id: int) -> ExtensionRequest:
    """One wish of somebody in the cohort."""
    found = db.session.scalar(
        select(ExtensionRequest)
        .join(ExtensionRequest.enrolment)
        .where(ExtensionRequest.id == extension_id, Enrolment.cohort_id == cohort_id)
        .options(contains_eager(ExtensionRequest.enrolment), joinedload(ExtensionRequest.module))
    )
    if found is None:
        raise NotFound(NO_EXTENSION)
    return found
