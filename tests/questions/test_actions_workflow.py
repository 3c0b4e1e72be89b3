from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Permission
from app.audit import AuditEntry
from app.errors import Conflict, Forbidden, Refusal
from app.questions.actions.commanded import take_in
from app.questions.actions.workflow import set_three_people, take_step
from app.questions.models import Question, QuestionMove, QuestionWriter
from app.questions.queries import published_versions, workflow
from app.questions.queries.exchange import package_of
from app.questions.queries.writing import versions_of
from app.questions.rules.exchange.package import Format
from app.questions.rules.words import QuestionStatus
from app.questions.rules.workflow import STEPS
from tests.factories import OrganisationFactory
from tests.questions.conftest import in_state, instructor


def step(question: Question, name: str, by: Person, note: str = "") -> None:
    take_step(question, STEPS[name], note=note, by=by, now=clock.now(), today=clock.today())


def asked(organisation: Organisation) -> list[str]:
    return [version.question.external_id for version in published_versions(organisation.id, clock.today())]


def test_a_question_goes_its_way_through_three_people(
    db: Session, centre: Organisation, author: Person, reviewer: Person, law_checker: Person
) -> None:
    question = in_state(QuestionStatus.REVIEW, centre, author)

    step(question, "pass-review", reviewer)
    before = asked(centre)
    step(question, "publish", law_checker)

    assert before == []
    assert asked(centre) == [question.external_id]
    moves = db.execute(select(QuestionMove.to_status, QuestionMove.by_id).order_by(QuestionMove.id)).all()
    assert [tuple(move) for move in moves] == [
        (QuestionStatus.LAW_CHECK, reviewer.id),
        (QuestionStatus.PUBLISHED, law_checker.id),
    ]
    recorded = db.scalars(select(AuditEntry).where(AuditEntry.action == "questions.move")).all()
    assert [(entry.before["status"], entry.after["status"]) for entry in recorded] == [
        ("review", "law_check"),
        ("law_check", "published"),
    ]


@pytest.mark.parametrize(
    "status", [status for status in QuestionStatus if status not in (QuestionStatus.PUBLISHED, QuestionStatus.DOUBTED)]
)
def test_nothing_unpublished_is_asked(db: Session, centre: Organisation, status: QuestionStatus) -> None:
    in_state(status, centre)

    assert asked(centre) == []


def test_the_author_does_not_approve(db: Session, centre: Organisation) -> None:
    both = instructor(centre, Permission.REVIEW_QUESTION, Permission.CHECK_LAW)
    question = in_state(QuestionStatus.REVIEW, centre, both)

    with pytest.raises(Forbidden):
        step(question, "pass-review", both)


def test_who_had_a_hand_in_the_draft_is_an_author_too(
    db: Session, centre: Organisation, author: Person, reviewer: Person
) -> None:
    question = in_state(QuestionStatus.REVIEW, centre, author)
    db.add(QuestionWriter(question_id=question.id, number=1, person_id=reviewer.id))

    with pytest.raises(Forbidden):
        step(question, "pass-review", reviewer)


def test_two_people_are_enough_where_the_organisation_says_so(
    db: Session, centre: Organisation, author: Person, publisher: Person
) -> None:
    both = instructor(centre, Permission.REVIEW_QUESTION, Permission.CHECK_LAW)
    question = in_state(QuestionStatus.REVIEW, centre, author)
    step(question, "pass-review", both)

    with pytest.raises(Forbidden):
        step(question, "publish", both)
    set_three_people(centre.id, False, by=publisher)
    step(question, "publish", both)

    assert question.status is QuestionStatus.PUBLISHED


def test_sending_back_needs_a_reason(db: Session, centre: Organisation, author: Person, reviewer: Person) -> None:
    question = in_state(QuestionStatus.REVIEW, centre, author)

    with pytest.raises(Refusal):
        step(question, "send-back", reviewer)
    step(question, "send-back", reviewer, "肢3の根拠が古い。")

    assert question.status is QuestionStatus.DRAFT
    assert workflow.moves(question)[0].note == "肢3の根拠が古い。"


def test_a_step_that_no_longer_fits_is_a_conflict(db: Session, centre: Organisation, reviewer: Person) -> None:
    question = in_state(QuestionStatus.REVIEW, centre)
    step(question, "pass-review", reviewer)

    with pytest.raises(Conflict):
        step(question, "pass-review", reviewer)


def test_what_is_doubted_is_not_asked_until_somebody_has_looked(
    db: Session, centre: Organisation, author: Person, law_checker: Person
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre, author)

    step(question, "doubt", author, "告示が変わったかもしれない。")
    doubted = asked(centre)
    step(question, "confirm", law_checker)

    assert doubted == []
    assert asked(centre) == [question.external_id]


def test_what_nobody_reviewed_is_not_confirmed_with_the_wording_that_is_asked(
    db: Session, centre: Organisation, author: Person, law_checker: Person
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre, author)
    package = package_of(centre)
    package.questions = [replace(package.questions[0], stem="だれも読んでいない文。")]
    package.statuses = {question.external_id: QuestionStatus.REVIEW}
    take_in(package, Format.CSV, "x", organisation=centre, default=QuestionStatus.DRAFT, now=clock.now())
    question.status = QuestionStatus.DOUBTED  # as files without a status once left it

    with pytest.raises(Refusal):
        step(question, "confirm", law_checker)

    assert [version.published_at is not None for version in versions_of(question)] == [False, True]


def test_only_who_manages_publication_retires(
    db: Session, centre: Organisation, author: Person, publisher: Person
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre)

    with pytest.raises(Forbidden):
        step(question, "retire", author, "重複している。")
    step(question, "retire", publisher, "重複している。")

    assert asked(centre) == []


def test_a_duty_elsewhere_is_none_here(db: Session, centre: Organisation, reviewer: Person) -> None:
    elsewhere = in_state(QuestionStatus.REVIEW, OrganisationFactory())

    with pytest.raises(Forbidden):
        step(elsewhere, "pass-review", reviewer)


def test_what_was_never_published_comes_back_without_a_day(
    db: Session, centre: Organisation, publisher: Person
) -> None:
    question = in_state(QuestionStatus.DRAFT, centre)
    step(question, "retire", publisher, "重複している。")

    step(question, "revive", publisher)

    assert question.doubtful_from is None
