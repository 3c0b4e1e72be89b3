"""What tests of the question bank share: its own bank, and those who write, review, check and publish."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation, Person
from app.accounts.rules import Permission, Role
from app.db import db as database
from app.questions.models import Question, QuestionVersion, Source, Topic
from app.questions.rules.words import QuestionStatus, SourceKind
from tests.client import StrictClient
from tests.exams.factories import SourceFactory, TopicFactory, question_version
from tests.factories import MembershipFactory, OrganisationFactory, PermissionGrantFactory, PersonFactory, member
from tests.questions.pages import NOW, load
from tests.questions.samples import INSURED, QUESTION, mock_bank


def instructor(organisation: Organisation, *granted: Permission, **about: object) -> Person:
    """An instructor of the organisation with these duties beside writing."""
    person: Person = PersonFactory(**about)
    membership = MembershipFactory(person=person, role=Role.INSTRUCTOR, organisation=organisation)
    for permission in granted:
        PermissionGrantFactory(membership_id=membership.id, permission=permission)
    return person


def in_state(status: QuestionStatus, organisation: Organisation, by: Person | None = None) -> Question:
    """A question of one version that stands at this state; it has been published if that says so."""
    version: QuestionVersion = question_version((1, 3), organisation=organisation)
    version.question.status = status
    version.written_by_id = by.id if by else None
    if status in (QuestionStatus.DRAFT, QuestionStatus.REVIEW, QuestionStatus.LAW_CHECK):
        version.published_at = None
    database.session.flush()
    return version.question


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="第一研修センター")
    return made


@pytest.fixture
def author(centre: Organisation) -> Person:
    return instructor(centre, name="講師 書子")


@pytest.fixture
def reviewer(centre: Organisation) -> Person:
    return instructor(centre, Permission.REVIEW_QUESTION, name="査読 一郎")


@pytest.fixture
def law_checker(centre: Organisation) -> Person:
    return instructor(centre, Permission.CHECK_LAW, name="法令 正子")


@pytest.fixture
def publisher(centre: Organisation) -> Person:
    return member(Role.ORGANISER, centre, name="主催 太郎")


@pytest.fixture
def home(db: Session) -> Organisation:
    return home_organisation(NOW)


@pytest.fixture
def stock(home: Organisation) -> Organisation:
    """The site's own bank: a whole mock, and a question of real sentences."""
    files = mock_bank()
    files[INSURED] = QUESTION.encode() + files[INSURED].split(b"- id: KS-HIHO-002")[1].join([b"- id: KS-HIHO-002", b""])
    load(files, home)
    return home


@pytest.fixture
def topic(centre: Organisation) -> Topic:
    made: Topic = TopicFactory(organisation_id=centre.id, code="care-support.insured", title="被保険者")
    return made


@pytest.fixture
def law(centre: Organisation) -> Source:
    made: Source = SourceFactory(
        organisation_id=centre.id,
        key="409AC0000000123",
        law_id="409AC0000000123",
        kind=SourceKind.ACT,
        title="介護保険法",
        url="https://laws.e-gov.go.jp/law/409AC0000000123",
    )
    return made


@pytest.fixture
def question(db: Session, client: StrictClient, author: Person, topic: Topic, law: Source) -> Question:
    """A question that the author, who is signed in, has just begun."""
    client.sign_in(author)
    answer = client.post("/questions/new", data={"topic": topic.id})
    assert answer.status_code == 303
    return db.scalars(select(Question)).one()
