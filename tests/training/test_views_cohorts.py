from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.db import db as database
from app.notices.models import Notice
from app.training.models.curricula import Curriculum, Module
from app.training.models.running import Assignment, Cohort, Enrolment
from tests.client import StrictClient
from tests.factories import AccountFactory, member
from tests.training.factories import (
    CohortSessionFactory,
    EnrolmentFactory,
    ModuleFactory,
)


def assigned(cohort: Cohort, by: Person, *, days: int = 5, count: int = 1) -> list[Module]:
    modules = [ModuleFactory(curriculum=cohort.run.curriculum, minutes=60) for _ in range(count)]
    for module in modules:
        due_on = clock.today() + timedelta(days=days)
        made = Assignment(
            cohort_id=cohort.id, module_id=module.id, due_on=due_on, made_by_id=by.id, made_at=clock.now()
        )
        database.session.add(made)
    return modules


def test_a_whole_training_is_opened_by_clicking(
    client: StrictClient, db: Session, stocked: Organisation, organiser: Person, centre: Organisation
) -> None:
    original = db.scalars(select(Curriculum)).one()
    copied = client.post(f"/curricula/{original.id}/copies", data={"organisation": centre.id})
    own = db.scalars(select(Curriculum).where(Curriculum.original_id == original.id)).one()
    module = own.modules[1]
    said = {"title": "難病", "form": "lecture", "minutes": "30", "lessons": "nanbyo/01-seido.md"}
    changed = client.post(f"/curricula/{own.id}/modules/{module.id}", data=said)
    first, last = clock.today(), clock.today() + timedelta(days=30)
    plan = {
        "curriculum": own.id,
        "title": "第1期",
        "cohort": "A",
        "starts_on": first,
        "ends_on": last,
        "capacity": "30",
    }

    opened = client.post("/cohorts", data={"curriculum": own.id, **plan})

    assert (copied.status_code, changed.status_code, opened.status_code) == (303, 303, 303)
    assert "もとの時間" in client.get(f"/curricula/{own.id}").text
    made = db.scalars(select(Cohort)).one()
    assert opened.headers["Location"] == f"/cohorts/{made.id}"
    assert "まだ進み具合はありません" in client.get(f"/cohorts/{made.id}").text
    assert "第1期 A" in client.get("/cohorts").text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"capacity": "0"}, "定員は1から"),
        ({"capacity": "たくさん"}, "数字で入力してください。"),
        ({"starts_on": "昨日"}, "日付を読み取れません。"),
        ({"starts_on": "0001-01-01"}, "1900年から2100年までの日付を入力してください。"),
        ({"ends_on": "9999-12-31"}, "1900年から2100年までの日付を入力してください。"),
        ({"ends_on": "2020-01-01"}, "終わりの日は、始まりの日と同じか、あとの日にしてください。"),
        ({"title": " "}, "期の名前を入力してください。"),
        ({"curriculum": "999"}, "一覧から選んでください。"),
    ],
)
def test_a_training_that_cannot_be_is_refused_at_its_field_and_keeps_what_was_typed(
    client: StrictClient, organiser: Person, cohort: Cohort, changed: dict[str, str], said: str
) -> None:
    plan = {
        "curriculum": str(cohort.run.curriculum_id),
        "title": "第9期",
        "cohort": "Zクラス",
        "starts_on": "2026-11-22",
        "ends_on": "2026-12-22",
        "capacity": "30",
    }

    answer = client.post("/cohorts", data={**plan, **changed})

    assert answer.status_code == 422
    assert said in answer.text
    assert "Zクラス" in answer.text


def test_people_come_in_by_list_and_unknown_addresses_are_told(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    AccountFactory(email="taro@example.jp")
    wrong = client.post(f"/cohorts/{cohort.id}/people", data={"emails": "taro@example.jp\nnobody@example.jp"})
    right = client.post(f"/cohorts/{cohort.id}/people", data={"emails": " TARO@example.jp \r\n"})

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert "nobody@example.jp" in wrong.text
    assert [each.number for each in db.scalars(select(Enrolment))] == [1]
    page = client.get(f"/cohorts/{cohort.id}/people").text
    out = page.index("<summary>受講を取り消す</summary>")
    assert "受講中" in page
    assert out < page.index("/withdrawal") < page.index("</details>", out)


def test_whoever_was_taken_out_is_let_in_again_by_a_click_and_by_list(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    AccountFactory(email="taro@example.jp")
    url, said = f"/cohorts/{cohort.id}/people", {"emails": "taro@example.jp"}
    client.post(url, data=said)
    row = db.scalars(select(Enrolment)).one()
    client.post(f"{url}/{row.id}/withdrawal")
    page = client.get(url).text
    client.post(f"{url}/{row.id}/decision", data={"accept": "yes"})
    clicked = db.scalars(select(Enrolment.state)).one()
    client.post(f"{url}/{row.id}/withdrawal")
    client.post(url, data=said)
    client.post(url, data=said)
    told = client.get(url).text

    assert f"{url}/{row.id}/decision" in page
    assert [clicked, db.scalars(select(Enrolment.state)).one()] == ["enrolled", "enrolled"]
    assert ("1人の受講を決め" in told, "どの人も、すでにこのクラスにいます" in told) == (True, True)
    assert "0人の受講を決め" not in told


def test_a_learner_applies_by_code_and_is_decided_upon(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    client.post(f"/cohorts/{cohort.id}/code")
    db.refresh(cohort)
    learner = member(Role.CANDIDATE)
    client.sign_in(learner)
    applied = client.post("/training/applications", data={"code": f" {(cohort.code or '').lower()} "})
    wrong = client.post("/training/applications", data={"code": "AAAA"})
    enrolment = db.scalars(select(Enrolment)).one()
    client.sign_in(organiser)
    client.post(f"/cohorts/{cohort.id}/people/{enrolment.id}/decision", data={"accept": "yes"})

    assert (applied.status_code, wrong.status_code) == (303, 422)
    db.refresh(enrolment)
    assert enrolment.state == "enrolled"
    client.sign_in(learner)
    assert "科目が割り当てられると" in client.get("/training").text


def test_the_board_says_who_is_overdue_and_reminds_them_at_one_click(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    assigned(cohort, organiser, days=-1)
    late = EnrolmentFactory(cohort=cohort)

    page = client.get(f"/cohorts/{cohort.id}").text
    client.post(f"/cohorts/{cohort.id}/reminders")

    assert "要対応 1人" in page
    assert "期限切れ" in page
    assert [notice.person_id for notice in db.scalars(select(Notice))] == [late.person_id]


def test_both_boards_draw_what_their_tables_say(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    assigned(cohort, organiser)
    enrolment = EnrolmentFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort)
    db.commit()

    board = client.get(f"/cohorts/{cohort.id}").text
    client.sign_in(enrolment.person)
    own = client.get("/training").text

    chart = board[board.index("科目ごとの進み具合") :]
    assert "0分（要る時間 1時間" in own
    assert ('class="rest" x="0' in chart, '<td class="amount">2人</td>' in chart) == (True, True)
    table = own[own.index("方法ごとの時間") :]
    assert ("<svg" in table, '<th scope="row" data-label="方法">講義</th>' in table, "1時間" in table) == (
        True,
        True,
        True,
    )


def test_the_board_asks_the_same_number_of_queries_for_one_learner_and_for_three(
    client: StrictClient, organiser: Person, cohort: Cohort, queries: list[str]
) -> None:
    assigned(cohort, organiser, count=3)
    EnrolmentFactory(cohort=cohort)
    url = f"/cohorts/{cohort.id}"
    client.get(url)
    queries.clear()
    client.get(url)
    of_one = len(queries)
    for _ in range(2):
        EnrolmentFactory(cohort=cohort)
    database.session.commit()
    queries.clear()

    client.get(url)

    assert len(queries) == of_one
    assert of_one <= 12


def test_what_is_assigned_and_dated_shows_on_the_learner_s_board(
    client: StrictClient, db: Session, organiser: Person, cohort: Cohort
) -> None:
    module = ModuleFactory(curriculum=cohort.run.curriculum, minutes=90, title="難病の理解")
    enrolment = EnrolmentFactory(cohort=cohort)
    due_on = clock.today() + timedelta(days=3)
    done = client.post(f"/cohorts/{cohort.id}/assignments", data={"modules": module.id, "due_on": due_on})
    outside = client.post(f"/cohorts/{cohort.id}/assignments", data={"modules": module.id, "due_on": "2020-01-01"})
    dated = {
        "module": module.id,
        "form": "exercise",
        "on": due_on,
        "begins": "10:00",
        "ends": "12:00",
        "place": "会議室",
    }
    added = client.post(f"/cohorts/{cohort.id}/sessions", data={**dated, "makes_up": "0"})
    odd = client.post(f"/cohorts/{cohort.id}/sessions", data={**dated, "makes_up": "0", "ends": "09:00"})
    early = client.post(f"/cohorts/{cohort.id}/sessions", data={**dated, "makes_up": "0", "on": "0001-01-01"})
    client.sign_in(enrolment.person)

    page = client.get("/training").text

    assert [answer.status_code for answer in (done, outside, added, odd, early)] == [303, 422, 303, 422, 422]
    assert 'value="0001-01-01"' in early.text
    assert "終了は、開始よりあとの時刻にしてください。" in odd.text
    assert "あと1科目・1時間30分" in page
    assert "会議室" in page


@pytest.mark.parametrize("role", [Role.LEARNER, Role.ORGANISER])
def test_other_organisations_and_other_roles_find_nothing(client: StrictClient, cohort: Cohort, role: Role) -> None:
    dated = CohortSessionFactory(cohort=cohort)
    enrolment = EnrolmentFactory(cohort=cohort)
    client.sign_in(member(role))
    status = 404 if role is Role.ORGANISER else 403
    base = f"/cohorts/{cohort.id}"
    pages = ["", "/people", "/assignments", "/sessions/new", f"/sessions/{dated.id}", f"/people/{enrolment.id}"]

    assert {client.get(base + page).status_code for page in [*pages, f"/sessions/{dated.id}/code"]} == {status}
    assert client.post(f"{base}/people/{enrolment.id}/withdrawal").status_code == status
    assert client.get(f"/curricula/{cohort.run.curriculum_id}/modules/new").status_code == status
