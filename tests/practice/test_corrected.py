from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.db import db as store
from app.events import send
from app.notices.models import Notice
from app.practice.actions.answers import Sent, answer_card
from app.practice.models import ReviewCard
from app.practice.rules.words import CardState, Confidence
from app.questions.actions.reports import QuestionCorrected
from app.questions.models import QuestionVersion
from app.questions.queries.corrections import readable_version
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam
from tests.factories import member
from tests.practice.factories import home, new_version, practice_set, questions
from tests.practice.test_views_changes import shown


def practised(person: Person, version: QuestionVersion, identity: int = 1) -> ReviewCard:
    """The card of a statement that the person has just answered."""
    found = practice_set(person)
    found.items = [[version.question_id, identity]]
    statement = version.statements[identity - 1]
    sent = Sent(0, Confidence.SURE, f"00000000-0000-4000-8000-{person.id:06}{version.id:06}")
    answer_card(found, statement.id, said_correct=statement.correct, sent=sent, now=clock.now())
    return _card(person)


def _card(person: Person) -> ReviewCard:
    return store.session.scalars(
        select(ReviewCard).where(ReviewCard.person_id == person.id).execution_options(populate_existing=True)
    ).one()


def corrected(version: QuestionVersion, *, key_changed: bool = False) -> QuestionCorrected:
    return QuestionCorrected(version.question_id, version.number, "条文の数字の誤り", key_changed, clock.now())


def told(db: Session, person: Person) -> list[str]:
    return list(db.scalars(select(Notice.title).where(Notice.person_id == person.id)))


@pytest.mark.parametrize(
    ("changed", "comes_again", "state"),
    [
        ({"text": "直した文。"}, True, CardState.REVIEW),
        ({"why": "直した解説。"}, True, CardState.REVIEW),
        ({"correct": False}, True, CardState.LEARNING),
        ({}, False, CardState.REVIEW),
    ],
)
def test_a_card_of_a_corrected_statement_comes_again(
    db: Session, changed: dict[str, object], comes_again: bool, state: CardState
) -> None:
    person, version = member(), questions(1)[0]
    before = practised(person, version).due_at
    new_version(version, **changed)

    send(corrected(version))

    card = _card(person)
    assert card.state is state
    assert (card.due_at <= clock.now(), card.due_at == before) == (comes_again, not comes_again)


def test_who_practised_it_is_told_once_and_nobody_else(db: Session) -> None:
    who, again, other = member(), member(), member()
    version = questions(1)[0]
    practised(who, version)
    newer = new_version(version, text="直した文。")
    practised(again, newer)

    send(corrected(version, key_changed=True))

    assert told(db, who) == ["練習で答えた問題の正答が訂正されました"]
    assert told(db, again) == told(db, other) == []


def test_who_sat_it_too_is_told_of_the_examination_alone(db: Session) -> None:
    person = member()
    edition = exam(organisation=home(), keys={"care-support": [(1, 3)]})
    closed_attempt(edition, person=person)
    version = db.scalars(select(QuestionVersion)).one()
    practised(person, version)
    new_version(version, text="直した文。")

    send(corrected(version))

    assert len(told(db, person)) == 1
    assert told(db, person)[0].startswith("あなたが解いた")


def test_what_was_answered_can_be_reported_although_it_was_withdrawn_meanwhile(db: Session) -> None:
    person, version = member(), questions(1)[0]
    practised(person, version)
    version.question.status = QuestionStatus.RETIRED
    db.flush()

    assert readable_version(version.id, person, clock.today()) is version


def test_an_error_can_be_reported_wherever_a_statement_is_explained(client: StrictClient, person: Person) -> None:
    version = questions(1)[0]
    found = practice_set(person)
    found.items = [[version.question_id, 1]]
    sent = {**shown(client, found), "answer": "no-sure"}

    client.post(f"/practice/sets/{found.id}/answers", data=sent)

    address = f"/questions/versions/{version.id}/report"
    pages = ("/practice/answers/" + sent["client_id"], "/practice/overconfident")
    pages += (f"/practice/questions/{version.question_id}",)
    for page in pages:
        assert address in client.get(page).text, page
    client.post(f"/practice/sets/{found.id}/end")
    assert address in client.get(f"/practice/sets/{found.id}").text
    assert re.search("この問題|間違い", client.get(address).text)
