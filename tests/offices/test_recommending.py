from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import personal_data
from app.accounts.models import Office, Organisation, Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.notices.models import Notice
from app.offices import actions
from app.offices.models import OfficeMember
from app.offices.rules import Subject
from app.training.actions import recommendations as recommending
from app.training.models.recommendations import Recommendation
from app.training.models.running import Cohort, Enrolment
from app.training.rules.running import EnrolmentState
from tests.client import StrictClient
from tests.factories import AccountFactory, member
from tests.training.factories import CohortFactory, CourseRunFactory

WORDS = "後輩を育てる役をお願いしています。"


@pytest.fixture
def cohort(centre: Organisation) -> Cohort:
    made: Cohort = CohortFactory(run=CourseRunFactory(organisation=centre, title="第1期"), code="ABCDEFGH")
    return made


@pytest.fixture
def colleague(office: Office, learner: Person) -> OfficeMember:
    return actions.join(office.code, frozenset({Subject.RECOMMENDATION}), by=learner, now=clock.now())


@pytest.fixture
def organiser(centre: Organisation) -> Person:
    made: Person = AccountFactory(person=member(Role.ORGANISER, centre)).person
    return made


def page_of(colleague: OfficeMember) -> str:
    return f"/office/people/{colleague.id}/recommendations"


def test_a_recommendation_goes_with_the_application_and_goes_with_the_consent(
    client: StrictClient, colleague: OfficeMember, cohort: Cohort, manager: Person, organiser: Person, db: Session
) -> None:
    learner, people = colleague.person, f"/cohorts/{cohort.id}/people"
    client.sign_in(manager)
    made = client.post(page_of(colleague), data={"cohort": cohort.id, "words": WORDS})
    row = db.scalars(select(Recommendation)).one()
    client.sign_in(organiser)
    before = client.get(people).text
    client.sign_in(learner)
    told = client.get("/training").text
    applied = client.post(f"/training/recommendations/{row.id}/application")
    client.sign_in(organiser)
    beside = client.get(people).text
    client.sign_in(learner)
    client.post(f"/account/offices/{colleague.id}", data={f"m{colleague.id}-shares": []})
    client.sign_in(organiser)
    after = client.get(people).text
    client.sign_in(manager)
    refused = client.get(page_of(colleague))

    assert (made.status_code, applied.status_code, refused.status_code) == (303, 303, 404)
    assert [WORDS in page for page in (before, told, beside, after)] == [False, True, True, False]
    assert "推薦：ひまわり居宅" in beside
    assert db.scalars(select(Enrolment.state)).one() is EnrolmentState.APPLIED
    assert db.scalars(select(Notice.title).where(Notice.person_id == learner.id)).all() == [
        "ひまわり居宅が、あなたを研修に推薦しました"
    ]
    db.refresh(row)
    assert (row.words, row.ended_at is not None) == (WORDS, True)
    trail = select(AuditEntry.action).where(AuditEntry.action.startswith("recommendation")).order_by(AuditEntry.id)
    assert db.scalars(trail).all() == ["recommendation.make", "recommendation.end"]


def test_the_manager_takes_it_back(
    client: StrictClient, colleague: OfficeMember, cohort: Cohort, manager: Person, db: Session
) -> None:
    client.sign_in(manager)
    client.post(page_of(colleague), data={"cohort": cohort.id, "words": WORDS})
    row = db.scalars(select(Recommendation)).one()

    ended = client.post(f"{page_of(colleague)}/{row.id}/end")
    twice = client.post(f"{page_of(colleague)}/{row.id}/end")
    again = client.post(page_of(colleague), data={"cohort": cohort.id, "words": "書き直し"})

    assert (ended.status_code, twice.status_code, again.status_code) == (303, 409, 303)
    client.sign_in(colleague.person)
    assert client.post(f"/training/recommendations/{row.id}/application").status_code == 404
    assert "書き直し" in client.get("/training").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"words": " "}, "推薦の理由を入力してください"),
        ({"words": "あ" * 401}, "400文字まで"),
        ({"cohort": "999"}, "一覧から選んでください"),
        ({"cohort": "x"}, "一覧から選んでください"),
    ],
)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    client: StrictClient,
    colleague: OfficeMember,
    cohort: Cohort,
    manager: Person,
    db: Session,
    changed: dict[str, str],
    said: str,
) -> None:
    client.sign_in(manager)

    answer = client.post(page_of(colleague), data={"cohort": str(cohort.id), "words": WORDS} | changed)

    assert answer.status_code == 422
    assert said in answer.text
    assert changed.get("words", WORDS).strip() in answer.text
    assert db.scalars(select(Recommendation)).all() == []


def test_nobody_recommends_twice_themselves_or_for_a_class_of_somebody_else(
    client: StrictClient, office: Office, colleague: OfficeMember, cohort: Cohort, manager: Person, db: Session
) -> None:
    own = actions.join(office.code, frozenset({Subject.RECOMMENDATION}), by=manager, now=clock.now())
    elsewhere = CohortFactory(code="ZZZZZZZZ")
    db.flush()
    client.sign_in(manager)
    client.post(page_of(colleague), data={"cohort": cohort.id, "words": WORDS})

    twice = client.post(page_of(colleague), data={"cohort": cohort.id, "words": WORDS})
    oneself = client.post(page_of(own), data={"cohort": cohort.id, "words": WORDS})
    other = client.post(page_of(colleague), data={"cohort": elsewhere.id, "words": WORDS})

    assert [each.status_code for each in (twice, oneself, other)] == [422, 422, 422]
    assert "もう推薦しています" in twice.text
    assert "自分を推薦することはできません" in oneself.text
    assert db.scalars(select(Recommendation.person_id)).all() == [colleague.person_id]


def test_without_consent_there_is_nothing_to_recommend(
    client: StrictClient, office: Office, cohort: Cohort, manager: Person, learner: Person, db: Session
) -> None:
    silent = actions.join(office.code, frozenset({Subject.TRAINING}), by=learner, now=clock.now())
    client.sign_in(manager)

    answers = [client.get(page_of(silent)), client.post(page_of(silent), data={"cohort": cohort.id, "words": WORDS})]

    assert [each.status_code for each in answers] == [404, 404]
    assert db.scalars(select(Recommendation)).all() == []
    assert db.scalars(select(AuditEntry.action).where(AuditEntry.action == "office.refused")).all()


def test_what_was_said_is_handed_out_and_goes_with_the_account(
    colleague: OfficeMember, cohort: Cohort, manager: Person, office: Office, db: Session
) -> None:
    recommending.recommend(cohort, colleague.person, office, words=WORDS, by=manager, now=clock.now())

    told = personal_data.export(colleague.person_id)["事業所からの推薦"]
    of_manager = personal_data.export(manager.id)["事業所からの推薦"]
    personal_data.erase(colleague.person_id, clock.now())

    assert [row["理由"] for row in told] == [WORDS]
    assert [row["理由"] for row in of_manager] == ["（ほかの人の推薦）"]
    row = db.scalars(select(Recommendation)).one()
    assert (row.words, row.ended_at is not None) == (recommending.WIPED, True)


def test_the_organiser_s_page_takes_as_many_queries_for_three_as_for_one(
    client: StrictClient, office: Office, cohort: Cohort, organiser: Person, manager: Person, queries: list[str]
) -> None:
    client.sign_in(organiser)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            learner = member(Role.LEARNER, cohort.run.organisation)
            recommending.recommend(cohort, learner, office, words=WORDS, by=manager, now=clock.now())
            recommending.running.apply(cohort, by=learner, now=clock.now())
        client.get(f"/cohorts/{cohort.id}/people")
        queries.clear()
        assert WORDS in client.get(f"/cohorts/{cohort.id}/people").text
        counts.append(len(queries))

    assert counts[0] == counts[1]
