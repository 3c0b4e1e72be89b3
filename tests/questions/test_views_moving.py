from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Permission, Role
from app.audit import AuditEntry
from app.questions.actions import writing
from app.questions.models import Question, QuestionDraft, Topic
from app.questions.queries import published_versions
from app.questions.queries.writing import versions_of
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import TopicFactory
from tests.factories import MembershipFactory, OrganisationFactory, member
from tests.questions.conftest import in_state, instructor

MOVED = "/questions/topics"
WHY = "法律は住所と年齢を要件としており、この点が定められている。混同しやすいので、要件を順に確かめるとよい。"


@pytest.fixture
def topic(centre: Organisation) -> Topic:
    made: Topic = TopicFactory(organisation_id=centre.id, code="care-support.insured", title="被保険者")
    return made


def public(organisation: Organisation) -> Question:
    """A published question that breaks no rule of the bank."""
    question = in_state(QuestionStatus.PUBLISHED, organisation)
    for statement in question.versions[0].statements:
        statement.why = WHY
    return question


def asked(organisation: Organisation) -> list[tuple[int, str]]:
    """The versions that candidates are asked, with their topics."""
    return [(version.number, version.topic.code) for version in published_versions(organisation.id, clock.today())]


def moved(client: StrictClient, topic: Topic, *questions: Question) -> str:
    """Move as the form does, and read what the list says then: at once, where no question could be moved."""
    answer = client.post(MOVED, data={"question": [question.id for question in questions], "topic": topic.id})
    assert answer.status_code in (303, 422), answer.text
    page = answer if answer.status_code == 422 else client.get(answer.location)
    return page.text.replace("<wbr>", "")


def test_a_published_question_gets_a_new_version_that_goes_the_whole_way(
    db: Session, client: StrictClient, centre: Organisation, topic: Topic, reviewer: Person, law_checker: Person
) -> None:
    mover = instructor(centre, Permission.REVIEW_QUESTION)
    question = public(centre)
    old = question.versions[0].topic.code
    client.sign_in(mover)

    page = moved(client, topic, question)
    under_way = asked(centre)
    own = client.post(f"/questions/{question.id}/steps/pass-review", data={"note": ""})
    client.sign_in(reviewer)
    client.post(f"/questions/{question.id}/steps/pass-review", data={"note": ""})
    before_publication = asked(centre)
    client.sign_in(law_checker)
    client.post(f"/questions/{question.id}/steps/publish", data={"note": ""})

    assert "1問に出題項目「被保険者」の新しい版を作り、査読へ出しました" in page
    assert under_way == before_publication == [(1, old)]
    assert own.status_code == 403
    assert asked(centre) == [(2, topic.code)]
    newer, older = versions_of(question)
    assert older.topic.code == old
    assert [(one.identity, one.text, one.correct, one.why) for one in newer.statements] == [
        (one.identity, one.text, one.correct, one.why) for one in older.statements
    ]
    entry = db.scalars(select(AuditEntry).where(AuditEntry.action == "questions.topic")).one()
    assert (entry.before, entry.after, entry.person_id) == ({"topic": old}, {"topic": topic.code}, mover.id)


@pytest.mark.parametrize("status", [QuestionStatus.DRAFT, QuestionStatus.DOUBTED])
def test_what_is_not_public_keeps_the_topic_in_its_draft(
    db: Session, client: StrictClient, centre: Organisation, author: Person, topic: Topic, status: QuestionStatus
) -> None:
    question = in_state(status, centre)
    client.sign_in(author)

    page = moved(client, topic, question)
    again = moved(client, topic, question)

    draft = db.get_one(QuestionDraft, question.id)
    assert (draft.content["topic"], draft.changed, question.status) == (topic.code, True, status)
    assert [version.topic_id == topic.id for version in versions_of(question)] == [False]
    assert "1問の下書きを出題項目「被保険者」に変えました" in page
    assert "1問は、もう「被保険者」にあります" in again
    assert len(db.scalars(select(AuditEntry).where(AuditEntry.action == "questions.topic")).all()) == 1


@pytest.mark.parametrize("status", [QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK, QuestionStatus.RETIRED])
def test_what_is_being_checked_stays_and_the_others_go(
    db: Session, client: StrictClient, centre: Organisation, author: Person, topic: Topic, status: QuestionStatus
) -> None:
    closed, open_one = in_state(status, centre), public(centre)
    client.sign_in(author)

    page = moved(client, topic, closed, open_one)

    assert f"{closed.external_id}：いま「" in page
    assert (closed.status, open_one.status) == (status, QuestionStatus.REVIEW)
    assert (len(versions_of(closed)), len(versions_of(open_one))) == (1, 2)
    assert db.scalars(select(QuestionDraft)).all() == []


def test_a_draft_that_somebody_writes_is_not_changed_under_their_hands(
    db: Session, client: StrictClient, centre: Organisation, author: Person, topic: Topic
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre)
    writing.start_editing(question, by=author, now=clock.now())
    client.sign_in(instructor(centre, name="講師 動子"))

    page = moved(client, topic, question)
    client.sign_in(author)
    own = moved(client, topic, question)

    assert "いま講師 書子さんが書いています" in page
    assert "1問の下書きを出題項目「被保険者」に変えました" in own
    assert asked(centre)[0][0] == 1
    assert db.get_one(QuestionDraft, question.id).saves == 1


def test_what_a_rule_forbids_there_waits_as_a_draft(
    db: Session, client: StrictClient, centre: Organisation, author: Person, topic: Topic
) -> None:
    question = in_state(QuestionStatus.PUBLISHED, centre)
    question.versions[0].statements[1].why = ""
    client.sign_in(author)

    page = moved(client, topic, question)

    assert f"{question.external_id}：「被保険者」に置くには直すところがあります" in page
    assert question.status is QuestionStatus.PUBLISHED
    assert db.get_one(QuestionDraft, question.id).content["topic"] == topic.code


def test_bad_input_moves_nothing(
    db: Session, client: StrictClient, centre: Organisation, author: Person, topic: Topic
) -> None:
    question, other = in_state(QuestionStatus.PUBLISHED, centre), OrganisationFactory()
    elsewhere, foreign = in_state(QuestionStatus.PUBLISHED, other), TopicFactory(organisation_id=other.id)
    client.sign_in(author)
    sent = [
        {"topic": topic.id},
        {"question": [question.id]},
        {"question": [question.id], "topic": "被保険者"},
        {"question": [question.id], "topic": 10**30},
        {"question": [question.id], "topic": foreign.id},
        {"question": [question.id, elsewhere.id], "topic": topic.id},
    ]

    answers = [client.post(MOVED, data=data).status_code for data in sent]
    client.sign_in(member(Role.CANDIDATE, centre))
    candidate = client.post(MOVED, data={"question": [question.id], "topic": topic.id}).status_code

    assert answers == [422, 422, 422, 422, 422, 404]
    assert candidate == 403
    assert [len(versions_of(one)) for one in (question, elsewhere)] == [1, 1]
    assert db.scalars(select(QuestionDraft)).all() == []


def test_who_writes_in_two_places_does_not_mix_their_topics(
    client: StrictClient, centre: Organisation, author: Person, topic: Topic
) -> None:
    other = OrganisationFactory()
    question = in_state(QuestionStatus.PUBLISHED, other)
    MembershipFactory(person=author, role=Role.INSTRUCTOR, organisation=other)
    client.sign_in(author)

    page = moved(client, topic, question)

    assert f"{question.external_id}：ほかの団体の出題項目には移せません" in page
    assert len(versions_of(question)) == 1
