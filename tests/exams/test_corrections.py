"""From a candidate's report to everybody's notice, and past papers after an amendment."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Account, AccountSession, Organisation, Person
from app.accounts.rules import Permission, Role
from app.exams.listeners import tell_those_who_sat_it
from app.exams.models import Attempt, PaperEdition, PaperQuestion
from app.notices.models import Notice
from app.questions.actions.reports import QuestionCorrected
from app.questions.models import Correction, ErrorReport, QuestionVersion
from app.questions.queries import published_versions
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import closed_attempt, exam, question_version
from tests.factories import member
from tests.questions.conftest import instructor as with_duties

REPORT = {"kind": "key", "position": "1", "text": "肢1は誤りではないでしょうか。"}


@pytest.fixture
def sat(edition: PaperEdition, person: Person) -> Attempt:
    return closed_attempt(edition, person=person, answers={1: (1, 3)})


def asked(db: Session, edition: PaperEdition, number: int = 1) -> QuestionVersion:
    return db.get_one(PaperQuestion, (edition.id, number)).version


def mended(db: Session, version: QuestionVersion, key: tuple[int, ...]) -> QuestionVersion:
    """The question in a next version with this key, published."""
    newer = question_version(key, organisation=db.get_one(Organisation, version.question.organisation_id))
    newer.question, newer.number = version.question, version.number + 1
    newer.stem = "書き直した問題文はどれか。"
    db.flush()
    return newer


def test_a_report_becomes_a_correction_that_everybody_hears_of(
    db: Session, client: StrictClient, edition: PaperEdition, sat: Attempt, person: Person
) -> None:
    version = asked(db, edition)
    somebody = closed_attempt(edition, answers={1: (2, 4)}).person
    author = with_duties(edition.paper.organisation)
    client.sign_in(person)

    result = client.get(f"/attempts/{sat.id}/result").text
    sent = client.post(f"/questions/versions/{version.id}/report", data=REPORT)
    report = db.scalars(select(ErrorReport)).one()
    client.sign_in(author)
    listed = client.get("/questions/reports").text
    too_early = client.post(f"/questions/reports/{report.id}", data={"outcome": "correct", "text": "直しました。"})
    mended(db, version, (1, 2))
    done = client.post(f"/questions/reports/{report.id}", data={"outcome": "correct", "text": "肢3は誤りでした。"})
    again = client.post(f"/questions/reports/{report.id}", data={"outcome": "answer", "text": "もう一度。"})

    assert f"/questions/versions/{version.id}/report" in result
    assert [a.status_code for a in (sent, too_early, done, again)] == [303, 409, 303, 409]
    assert version.question.external_id in listed
    correction = db.scalars(select(Correction)).one()
    assert (correction.key_changed, correction.summary) == (True, "肢3は誤りでした。")
    told = db.execute(select(Notice.person_id, Notice.title).order_by(Notice.id)).all()
    heard = "あなたが解いた「模擬試験 第9回」問1の正答が訂正されました"
    assert sorted(map(tuple, told)) == sorted(
        [(person.id, heard), (somebody.id, heard), (person.id, "ご報告により、問題を訂正しました")]
    )


@pytest.mark.parametrize("people", [1, 3])
def test_many_are_told_of_a_correction_at_once_but_for_their_letters(
    db: Session, queries: list[str], edition: PaperEdition, people: int
) -> None:
    for _ in range(people):
        person = closed_attempt(edition, answers={1: (2, 4)}).person
        now, email = clock.now(), f"{person.id}@example.jp"
        db.add(Account(person=person, email=email, email_confirmed_at=now, created_at=now))
    version = asked(db, edition)
    corrected = QuestionCorrected(version.question_id, version.number, "肢3は誤りでした。", True, clock.now())
    db.flush()
    queries.clear()

    tell_those_who_sat_it(corrected)
    db.flush()

    assert len(queries) == 5 + 2 * people, queries  # a letter is a row of the post and a row of the outbox
    assert len(db.scalars(select(Notice)).all()) == people


def test_the_triage_page_leads_to_the_ruling(
    db: Session, client: StrictClient, edition: PaperEdition, sat: Attempt, person: Person
) -> None:
    version = asked(db, edition)
    client.sign_in(person)
    client.post(f"/questions/versions/{version.id}/report", data=REPORT)
    client.sign_in(with_duties(edition.paper.organisation))

    page = client.get(f"/questions/reports/{db.scalars(select(ErrorReport.id)).one()}").text
    question = client.get(f"/questions/{version.question_id}").text

    assert "/exams/mock-x/rulings/1" in page
    assert "/exams/mock-x/rulings/1" in question


def test_only_who_has_read_the_key_may_report(
    db: Session, client: StrictClient, edition: PaperEdition, attempt: Attempt, device: AccountSession
) -> None:
    version = asked(db, edition)

    while_sitting = client.get(f"/questions/versions/{version.id}/report")
    client.sign_in(member())
    stranger = client.post(f"/questions/versions/{version.id}/report", data=REPORT)

    assert (while_sitting.status_code, stranger.status_code) == (404, 404)


@pytest.mark.parametrize(
    "spoilt",
    [{"kind": "x"}, {"position": "9"}, {"text": ""}, {"text": "あ" * 1001}],
    ids=["kind", "place", "empty", "long"],
)
def test_a_bad_report_keeps_what_was_typed(
    db: Session, client: StrictClient, edition: PaperEdition, sat: Attempt, person: Person, spoilt: dict[str, str]
) -> None:
    client.sign_in(person)

    answer = client.post(f"/questions/versions/{asked(db, edition).id}/report", data=REPORT | spoilt)

    assert answer.status_code == 422
    assert db.scalars(select(ErrorReport)).all() == []


def test_a_report_of_another_organisation_is_not_there(
    db: Session, client: StrictClient, edition: PaperEdition, sat: Attempt, person: Person
) -> None:
    client.sign_in(person)
    client.post(f"/questions/versions/{asked(db, edition).id}/report", data=REPORT)
    report = db.scalars(select(ErrorReport)).one()
    client.sign_in(member(Role.INSTRUCTOR))

    assert client.get(f"/questions/reports/{report.id}").status_code == 404
    assert "報告はありません" in client.get("/questions/reports").text


# ── Amendments ───────────────────────────────────────────────────────────────────────────────


def test_an_amendment_sends_twelve_statements_to_be_looked_at(db: Session, client: StrictClient) -> None:
    edition = exam({"care-support": [(1, 3), (2, 4), (4, 5)]}, slug="paper-x")
    organisation = edition.paper.organisation
    versions = [asked(db, edition, number) for number in (1, 2, 3)]
    source = versions[0].statements[0].citations[0].source
    for version in versions:
        for n, statement in enumerate(version.statements):
            statement.citations[0].source = source
            statement.citations[0].article = "115-45-2" if n < 4 else "10"
    checker = with_duties(organisation, Permission.CHECK_LAW)
    client.sign_in(checker)

    answer = client.post(
        "/questions/amendments",
        data={
            "source": source.id,
            "articles": "第115条の45の2",
            "in_force_on": "2027-04-01",
            "edition": "2026-12-01",
            "summary": "総合事業の見直し。",
        },
    )
    page = client.get(answer.location).text
    before = published_versions(organisation.id, date(2027, 3, 31))
    after = published_versions(organisation.id, date(2027, 4, 1))
    for version in versions:
        assert client.post(f"/questions/{version.question_id}/steps/confirm", data={"note": ""}).status_code == 303

    assert page.count("これから") == 12
    assert source.edition == "2026-12-01"
    assert (len(before), len(after)) == (3, 0)
    assert {version.question.status for version in versions} == {QuestionStatus.PUBLISHED}
    assert client.get(answer.location).text.count("これから") == 0
    assert len(published_versions(organisation.id, date(2027, 4, 1))) == 3


@pytest.mark.parametrize(
    "spoilt",
    [{"articles": "九条"}, {"source": "0"}, {"in_force_on": "いつか"}, {"summary": ""}, {"edition": "昔"}],
    ids=str,
)
def test_a_bad_amendment_changes_nothing(
    db: Session, client: StrictClient, edition: PaperEdition, spoilt: dict[str, str]
) -> None:
    source = asked(db, edition).statements[0].citations[0].source
    client.sign_in(with_duties(edition.paper.organisation, Permission.CHECK_LAW))
    good = {"source": source.id, "articles": "9", "in_force_on": "2027-04-01", "summary": "改正。"}

    assert client.post("/questions/amendments", data=good | spoilt).status_code == 422
    assert asked(db, edition).question.status is QuestionStatus.PUBLISHED


def test_a_past_result_shows_the_key_of_then_beside_that_of_today(
    db: Session, client: StrictClient, edition: PaperEdition, sat: Attempt, person: Person
) -> None:
    version = asked(db, edition)
    mended(db, version, (1, 2))
    asked(db, edition, 2).question.doubtful_from = clock.today()
    client.sign_in(person)

    page = client.get(f"/attempts/{sat.id}/result").text

    assert "問1は、その後改められました" in page
    assert "当時の正答 <strong>①③</strong>　現行法での正答 <strong>①②</strong>" in page
    assert "問2は法改正" in page


def test_the_list_of_corrections_is_for_everybody(client: StrictClient, db: Session) -> None:
    assert client.get("/corrections").status_code == 200
