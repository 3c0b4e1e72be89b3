from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.notices.models import Notice
from app.training.actions import certificates
from app.training.models.minutes import MinuteEntry
from app.training.models.reports import ReportWork
from app.training.models.running import Cohort
from app.training.queries import boards
from tests.client import StrictClient
from tests.factories import member
from tests.training.factories import EnrolmentFactory
from tests.training.learners import assigned, days, finisher, worded
from tests.training.reported import PASSING, asked_for, written


def test_an_organiser_alone_gives_back_what_waits_with_a_reason_and_the_version_stays(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    lecturer = member(Role.INSTRUCTOR, centre)
    enrolment, task = EnrolmentFactory(cohort=cohort), asked_for(cohort, organiser, marker=lecturer)
    first = written(task, enrolment, "違う利用者の本文。")
    db.commit()
    url = f"/reports/{task.id}/works/{first.id}"
    client.sign_in(lecturer)
    not_theirs = client.post(f"{url}/return", data={"reason": "ほかの書類"})
    client.sign_in(organiser)
    empty = client.post(f"{url}/return", data={"reason": " "})
    back = client.post(f"{url}/return", data={"reason": "ほかの書類でした"})
    twice = client.post(f"{url}/return", data={"reason": "もう一度"})
    client.sign_in(enrolment.person)
    page = client.get(f"/training/reports/{enrolment.id}/{task.id}").text

    assert [each.status_code for each in (not_theirs, empty, back, twice)] == [403, 422, 303, 409]
    assert ("ほかの書類でした" in page, "書き直す" in page, "違う利用者の本文。" in page) == (True, True, True)


def test_a_pass_that_is_taken_back_loses_its_minutes_until_the_next_one_passes(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    enrolment, task = EnrolmentFactory(cohort=cohort), asked_for(cohort, organiser)
    first = written(task, enrolment, "写した本文。")
    db.commit()
    client.post(f"/reports/{task.id}/works/{first.id}", data=PASSING)
    undone = client.post(f"/reports/{task.id}/works/{first.id}/return", data={"reason": "写しでした"})
    second = written(task, enrolment, "自分の本文。")
    db.commit()
    client.post(f"/reports/{task.id}/works/{second.id}", data=PASSING)

    assert undone.status_code == 303
    rows = db.scalars(select(MinuteEntry).order_by(MinuteEntry.id)).all()
    assert [row.minutes for row in rows] == [task.credit_minutes, 0, task.credit_minutes]
    db.expire_all()
    kept = db.scalars(select(ReportWork).order_by(ReportWork.number)).all()
    assert [(work.state.value, work.text) for work in kept] == [
        ("returned", "写した本文。"),
        ("passed", "自分の本文。"),
    ]
    told = db.scalars(select(Notice.body).where(Notice.person_id == enrolment.person_id).order_by(Notice.id)).all()
    assert [body.startswith("理由：") for body in told] == [False, True, False]


def test_a_report_on_which_a_certificate_rests_is_not_given_back(
    client: StrictClient, db: Session, centre: Organisation, organiser: Person, cohort: Cohort
) -> None:
    worded(centre, organiser)
    module = assigned(cohort, organiser)
    enrolment, task = finisher(cohort, module, organiser), asked_for(cohort, organiser, module=module)
    work = written(task, enrolment)
    db.commit()
    client.sign_in(organiser)
    client.post(f"/reports/{task.id}/works/{work.id}", data=PASSING)
    rows = boards.board(cohort, clock.today()).rows
    certificates.issue(cohort, rows, days(cohort), by=organiser, now=clock.now())
    db.commit()

    refused = client.post(f"/reports/{task.id}/works/{work.id}/return", data={"reason": "写しでした"})

    assert (refused.status_code, "先に修了証明書を取り消して" in refused.text) == (409, True)
