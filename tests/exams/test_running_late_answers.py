from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.exams.models import Answer, Attempt, LateAnswer, PaperEdition
from app.notices.models import Notice
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam, late_answer
from tests.factories import member


@pytest.fixture
def attempt(edition: PaperEdition) -> Attempt:
    return closed_attempt(edition, answers={1: (1, 2)}, passed=False, scored_revision=0)


@pytest.fixture
def late(db: Session, attempt: Attempt) -> LateAnswer:
    return late_answer(attempt)


def decide(client: StrictClient, late_id: int, decision: str = "accept", slug: str = "mock-x") -> int:
    return client.post(f"/exams/{slug}/board/late-answers/{late_id}", data={"decision": decision}).status_code


def test_the_board_shows_what_counts_and_what_came(
    client: StrictClient, organiser: Person, late: LateAnswer, attempt: Attempt
) -> None:
    page = client.get("/exams/mock-x/board").text

    assert attempt.person.name in page
    assert "①②" in page
    assert "①③" in page


def test_an_accepted_late_answer_counts_and_is_scored_anew(
    client: StrictClient, db: Session, organiser: Person, attempt: Attempt, late: LateAnswer
) -> None:
    assert decide(client, late.id) == 303

    stored = db.get_one(Answer, (attempt.id, 1))
    assert (stored.choices, stored.seq) == (0b101, 2)
    assert (attempt.scored_revision, attempt.passed) == (-1, None)
    assert (late.accepted, late.decided_by_id) == (True, organiser.id)
    entry = db.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.before["choices"], entry.after["choices"]) == ("exams.decide_late_answer", 3, 5)


@pytest.mark.parametrize(
    ("decision", "said"), [("accept", "認められ、採点に入ります。"), ("refuse", "認められませんでした。")]
)
def test_the_candidate_hears_of_the_decision(
    client: StrictClient, db: Session, organiser: Person, attempt: Attempt, late: LateAnswer, decision: str, said: str
) -> None:
    decide(client, late.id, decision)

    notice = db.scalars(select(Notice)).one()
    assert (notice.person_id, notice.link) == (attempt.person_id, f"/attempts/{attempt.id}/result")
    assert notice.body.endswith(said)


def test_an_accepted_late_answer_to_a_blank_question_counts(
    client: StrictClient, db: Session, organiser: Person, attempt: Attempt
) -> None:
    late = late_answer(attempt, number=3, choices=(1, 2, 3), seq=1)

    assert decide(client, late.id) == 303

    assert db.get_one(Answer, (attempt.id, 3)).choices == 0b111


def test_a_refused_late_answer_changes_nothing_but_is_recorded(
    client: StrictClient, db: Session, organiser: Person, attempt: Attempt, late: LateAnswer
) -> None:
    assert decide(client, late.id, "refuse") == 303

    assert db.get_one(Answer, (attempt.id, 1)).choices == 0b11
    assert (attempt.scored_revision, late.accepted) == (0, False)
    assert "終了後に届いた解答</h2>" not in client.get("/exams/mock-x/board").text


def test_a_late_answer_is_decided_once(client: StrictClient, organiser: Person, late: LateAnswer) -> None:
    assert decide(client, late.id, "refuse") == 303
    assert decide(client, late.id, "accept") == 409
    assert late.accepted is False


def test_a_late_answer_cannot_replace_a_newer_one(
    client: StrictClient, db: Session, organiser: Person, attempt: Attempt, late: LateAnswer
) -> None:
    db.merge(
        Answer(
            attempt_id=attempt.id,
            number=1,
            choices=0b110,
            struck=0,
            flagged=False,
            seq=9,
            seconds=0,
            saved_at=clock.now(),
        )
    )
    db.commit()

    assert decide(client, late.id) == 409

    assert db.get_one(Answer, (attempt.id, 1)).choices == 0b110


def test_a_decision_says_accept_or_refuse(client: StrictClient, organiser: Person, late: LateAnswer) -> None:
    assert decide(client, late.id, "maybe") == 422
    assert late.accepted is None


def test_a_late_answer_to_another_paper_cannot_be_decided_here(
    client: StrictClient, db: Session, edition: PaperEdition, organiser: Person
) -> None:
    own: Organisation = edition.paper.organisation
    late = late_answer(closed_attempt(exam(organisation=own)))

    assert decide(client, late.id) == 404
    assert decide(client, 12345678) == 404
    assert late.accepted is None


def test_a_late_answer_of_another_organisation_cannot_be_decided(
    client: StrictClient, db: Session, late: LateAnswer
) -> None:
    client.sign_in(member(Role.ORGANISER))

    assert decide(client, late.id) == 404
