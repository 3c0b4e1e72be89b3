from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.audit import AuditEntry
from app.notices.models import Notice
from app.training.actions import minutes as ledger
from app.training.actions import running
from app.training.models.applying import CohortQuestion, EnrolmentAnswer, ExtensionRequest
from app.training.models.curricula import Module
from app.training.models.running import Assignment, Cohort, Enrolment
from app.training.queries import boards
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import EnrolmentFactory, ModuleFactory

ASKED = {"text": "難病の方を担当していますか", "choices": "はい\nいいえ", "meets": "はい"}


@pytest.fixture
def nanbyo(cohort: Cohort) -> Module:
    made: Module = ModuleFactory(curriculum=cohort.run.curriculum, title="難病", minutes=60)
    return made


@pytest.fixture
def question(client: StrictClient, db: Session, cohort: Cohort, organiser: Person, nanbyo: Module) -> CohortQuestion:
    """The class asks whether somebody looks after people with 難病, and who does is given the module."""
    client.post(f"/cohorts/{cohort.id}/code")
    client.post(f"/cohorts/{cohort.id}/application-form", data=ASKED)
    found = db.scalars(select(CohortQuestion)).one()
    client.post(f"/cohorts/{cohort.id}/assignments/rules", data={"answer": f"{found.id}:0", "module": nanbyo.id})
    db.refresh(cohort)
    return found


def given(db: Session, enrolment: Enrolment) -> list[int]:
    return list(db.scalars(select(Assignment.module_id).where(Assignment.enrolment_id == enrolment.id)))


def test_who_applies_answers_is_checked_is_let_in_and_gets_what_follows(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, question: CohortQuestion, nanbyo: Module
) -> None:
    yes, no = member(Role.CANDIDATE), member(Role.CANDIDATE)
    url = f"/training/applications/{cohort.code}"
    answers = {}
    for person, choice in ((yes, "はい"), (no, "いいえ")):
        client.sign_in(person)
        led = client.post("/training/applications", data={"code": cohort.code})
        assert (led.status_code, led.headers["Location"]) == (303, url)
        assert ASKED["text"] in client.get(url).text
        assert client.post(url, data={}).status_code == 422
        sent = client.post(url, data={f"q{question.id}": choice})
        answers[choice] = client.get(sent.headers["Location"]).text
        assert client.post(url, data={f"q{question.id}": choice}).status_code == 409
    client.sign_in(organiser)
    page = client.get(f"/cohorts/{cohort.id}/people").text
    rows = {each.person_id: each for each in db.scalars(select(Enrolment))}
    before = given(db, rows[yes.id])
    for row in rows.values():
        client.post(f"/cohorts/{cohort.id}/people/{row.id}/decision", data={"accept": "yes"})

    assert ("主催者が決定すると" in answers["はい"], "受講要件に合わない" in answers["いいえ"]) == (True, True)
    assert ("合っています" in page, "要確認" in page) == (True, True)
    assert (before, given(db, rows[yes.id]), given(db, rows[no.id])) == ([], [nanbyo.id], [])


def test_who_was_on_a_list_is_asked_later_and_gets_it_at_once(
    client: StrictClient, db: Session, cohort: Cohort, question: CohortQuestion, nanbyo: Module
) -> None:
    enrolment = EnrolmentFactory(cohort=cohort)
    db.commit()
    client.sign_in(enrolment.person)
    url = f"/training/enrolments/{enrolment.id}/answers"
    asked = client.get("/training").text

    saved = client.post(url, data={f"q{question.id}": "はい"})

    assert (url in asked, saved.status_code, given(db, enrolment)) == (True, 303, [nanbyo.id])
    assert url not in client.get("/training").text
    client.post(url, data={f"q{question.id}": "いいえ"})
    assert db.scalars(select(EnrolmentAnswer.choice)).all() == ["はい"]
    client.sign_in(member(Role.LEARNER))
    assert client.get(url).status_code == 404


def test_a_rule_reaches_those_who_have_answered_before(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, question: CohortQuestion
) -> None:
    enrolment = EnrolmentFactory(cohort=cohort)
    db.add(EnrolmentAnswer(enrolment=enrolment, question_id=question.id, choice="いいえ", answered_at=clock.now()))
    basic = ModuleFactory(curriculum=cohort.run.curriculum, title="基礎")
    db.commit()
    url = f"/cohorts/{cohort.id}/assignments/rules"
    rule = {"answer": f"{question.id}:1", "module": basic.id}

    outside = client.post(url, data={**rule, "due_on": "2020-01-01"})
    added = client.get(client.post(url, data=rule).headers["Location"]).text
    twice = client.post(url, data=rule)
    answered = client.post(f"/cohorts/{cohort.id}/application-form/{question.id}/removal")

    assert (outside.status_code, twice.status_code, answered.status_code) == (422, 422, 409)
    assert "1人に割り当てました" in added
    assert given(db, enrolment) == [basic.id]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"choices": "はい"}, "二つ以上"),
        ({"choices": "\n".join(str(n) for n in range(11))}, "10個まで"),
        ({"choices": "あ" * 61 + "\nいいえ", "meets": ""}, "60文字まで"),
        ({"meets": "たぶん"}, "上の答えにないものがあります：たぶん"),
        ({"text": " "}, "質問を入力してください。"),
        ({}, "同じ質問が、すでにあります。"),
    ],
)
def test_a_question_that_cannot_be_is_refused_at_its_field(
    client: StrictClient, cohort: Cohort, question: CohortQuestion, changed: dict[str, str], said: str
) -> None:
    answer = client.post(f"/cohorts/{cohort.id}/application-form", data={**ASKED, **changed})

    assert (answer.status_code, said in answer.text) == (422, True)


def test_an_order_of_modules_holds_back_and_makes_no_circle(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, nanbyo: Module
) -> None:
    later = ModuleFactory(curriculum=cohort.run.curriculum, title="事例演習", minutes=30)
    running.assign(cohort, [nanbyo, later], due_on=None, only=None, by=organiser, now=clock.now())
    enrolment = EnrolmentFactory(cohort=cohort)
    ledger.add_by_hand(enrolment, later, minutes=30, reason="引継ぎ", by=organiser, now=clock.now())
    db.commit()
    url = f"/cohorts/{cohort.id}/assignments"

    done = client.post(f"{url}/order", data={"before": nanbyo.id, "module": later.id})
    circle = client.post(f"{url}/order", data={"before": later.id, "module": nanbyo.id})

    assert (done.status_code, circle.status_code, "輪になって" in circle.text) == (303, 422, True)
    assert "先の科目待ち" in client.get(f"/cohorts/{cohort.id}").text
    client.sign_in(enrolment.person)
    page = client.get("/training").text
    assert ("先に：難病" in page, "すべての科目を修了しました" in page) == (True, False)
    ledger.add_by_hand(enrolment, nanbyo, minutes=60, reason="引継ぎ", by=organiser, now=clock.now())
    db.flush()
    assert boards.board(cohort, clock.today()).rows[0].complete


def test_more_time_is_asked_for_and_given_to_one_alone(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, nanbyo: Module
) -> None:
    today = clock.today()
    running.assign(cohort, [nanbyo], due_on=today, only=None, by=organiser, now=clock.now())
    one, other = EnrolmentFactory(cohort=cohort), EnrolmentFactory(cohort=cohort)
    db.commit()
    client.sign_in(one.person)
    url = f"/training/enrolments/{one.id}/extension"
    wish = {"module": nanbyo.id, "wished_on": today + timedelta(days=7), "reason": "夜勤が続くため。"}
    odd = [
        client.post(url, data={**wish, "wished_on": day})
        for day in (today, cohort.run.ends_on + timedelta(days=1), "x")
    ]
    asked = client.post(url, data=wish)
    again = client.post(url, data=wish)
    mine = client.get("/training").text
    client.sign_in(organiser)
    board = client.get(f"/cohorts/{cohort.id}").text
    request = db.scalars(select(ExtensionRequest)).one()
    place = f"/cohorts/{cohort.id}/extensions/{request.id}"
    granted = client.post(place, data={"grant": "yes"})
    late = client.post(place, data={"grant": "no"})

    assert [each.status_code for each in (*odd, asked, again, granted, late)] == [422, 422, 422, 303, 422, 303, 409]
    assert ("願い出中" in mine, "夜勤が続くため。" in board) == (True, True)
    due = {row.enrolment.id: row.stands[0].wanted.due_on for row in boards.board(cohort, today).rows}
    assert due == {one.id: today + timedelta(days=7), other.id: today}
    assert db.scalars(select(Notice.person_id).where(Notice.title.contains("延長"))).all() == [one.person_id]


def test_an_applicant_changes_the_answers_until_the_application_is_decided(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person, question: CohortQuestion, nanbyo: Module
) -> None:
    person = member(Role.CANDIDATE)
    client.sign_in(person)
    client.post(f"/training/applications/{cohort.code}", data={f"q{question.id}": "いいえ"})
    enrolment = db.scalars(select(Enrolment).where(Enrolment.person_id == person.id)).one()
    url = f"/training/enrolments/{enrolment.id}/application"

    listed, page = client.get("/training").text, client.get(url).text
    wrong = client.post(url, data={f"q{question.id}": "たぶん"})
    changed = client.post(url, data={f"q{question.id}": "はい"})
    client.sign_in(member(Role.CANDIDATE))
    stranger = client.post(url, data={f"q{question.id}": "いいえ"})
    client.sign_in(organiser)
    client.post(f"/cohorts/{cohort.id}/people/{enrolment.id}/decision", data={"accept": "yes"})
    client.sign_in(person)
    late = client.post(url, data={f"q{question.id}": "いいえ"})

    assert (url in listed, "checked" in page) == (True, True)
    assert [each.status_code for each in (wrong, changed, stranger, late)] == [422, 303, 404, 409]
    assert "すでに決定しています" in late.text
    assert db.scalars(select(EnrolmentAnswer.choice)).all() == ["はい"]
    assert given(db, enrolment) == [nanbyo.id]
    kept = db.scalars(select(AuditEntry).where(AuditEntry.action == "form.answer_otherwise")).one()
    number = str(question.id)
    assert (kept.before, kept.after) == ({"answers": {number: 2}}, {"answers": {number: 1}})
