from __future__ import annotations

import io
import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.accounts.rules import Role
from app.training import tasks as work
from app.training.models.running import Cohort, Enrolment
from app.training.queries import imports as find
from tests.client import StrictClient
from tests.factories import AccountFactory, MembershipFactory, member
from tests.training.sheets import person, workbook

assert work.AT_A_TIME  # the worker knows what it may be asked for


def file(data: bytes, name: str = "名簿.xlsx") -> dict[str, tuple[io.BytesIO, str]]:
    return {"file": (io.BytesIO(data), name)}


def test_an_organiser_sends_looks_takes_and_takes_back(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    place = f"/cohorts/{cohort.id}/imports"
    assert "名簿のファイル" in client.get(place).text
    page = client.post(place, data=file(workbook(person(1), person(2)))).headers["Location"]
    reading = client.get(page).text
    tasks.run_due()

    ready = client.get(page).text
    taken = client.post(f"{page}/applied")
    people = client.get(taken.headers["Location"]).text
    again = client.post(f"{page}/applied")
    applied = client.get(page).text
    back = client.post(f"{page}/undone")

    assert ("読み取っています" in reading, "2人を読み取りました" in ready, "受講 花子2" in ready) == (True, True, True)
    assert [answer.status_code for answer in (taken, again, back)] == [303, 409, 303]
    assert ("まだ登録していない人 2人" in people, "取り込みを取り消す" in applied) == (True, True)
    assert db.scalars(select(Enrolment)).all() == []


def test_faults_are_shown_at_their_cells_and_nothing_is_taken(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    place = f"/cohorts/{cohort.id}/imports"
    page = client.post(place, data=file(workbook(person(1, born_on="来年"), person(2, name="=A1")))).headers["Location"]
    tasks.run_due()

    shown = client.get(page).text

    assert ("直すところが2か所あります" in shown, ">D2<" in shown, ">B3<" in shown, "来年" in shown) == (True,) * 4
    assert client.post(f"{page}/applied").status_code == 409


def test_a_file_that_is_none_is_refused_at_once(client: StrictClient, cohort: Cohort, organiser: Person) -> None:
    place = f"/cohorts/{cohort.id}/imports"

    answers = [client.post(place, data=file(data)) for data in (b"", b"PK\x03\x04x", b"\0")]
    none = client.post(place, data={"adds_offices": "y"})

    assert [answer.status_code for answer in [*answers, none]] == [422] * 4
    assert "ファイルを選んでください" in none.text
    assert re.search(r'name="adds_offices"[^>]*checked|checked[^>]*name="adds_offices"', none.text)


def test_the_form_can_be_sent_back_as_it_is(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    form = client.get(f"/cohorts/{cohort.id}/imports/form.csv").data
    data = {**file(form, "様式.csv"), "adds_offices": "y"}

    page = client.post(f"/cohorts/{cohort.id}/imports", data=data).headers["Location"]
    tasks.run_due()

    assert client.get(page).status_code == 200
    assert find.imports(cohort.id)[0].found["problems"] == [
        ["H2", "新しい事業所を加えるには、事業所名の列が要ります", "1370000001"]
    ]


def test_somebody_elses_lists_are_not_found(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    page = client.post(f"/cohorts/{cohort.id}/imports", data=file(workbook(person(1)))).headers["Location"]
    cohort_id = cohort.id
    client.sign_in(member(Role.ORGANISER))

    gets = [client.get(address).status_code for address in (page, f"/cohorts/{cohort_id}/imports")]
    posts = [client.post(f"{page}/{what}").status_code for what in ("applied", "undone")]

    assert gets + posts == [404] * 4


def test_a_learner_takes_over_what_bears_the_own_address(
    client: StrictClient, db: Session, cohort: Cohort, organiser: Person
) -> None:
    page = client.post(f"/cohorts/{cohort.id}/imports", data=file(workbook(person(1)))).headers["Location"]
    tasks.run_due()
    client.post(f"{page}/applied")
    client.post(f"/cohorts/{cohort.id}/invitations")
    me = AccountFactory(email="learner1@example.jp", created_at=clock.now()).person
    MembershipFactory(person=me)
    title = cohort.title
    client.sign_in(me)
    offered = client.get("/training").text

    taken = client.post("/training/invitations")

    assert ("この研修を受け取る" in offered, taken.status_code) == (True, 303)
    assert title in client.get("/training").text
    assert client.post("/training/invitations").status_code == 404
