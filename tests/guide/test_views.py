from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.rules import Role
from app.guide import queries as find
from app.guide.forms import TOO_MANY_DAYS
from app.guide.models import ExamDate
from tests.client import StrictClient
from tests.factories import member
from tests.guide.factories import exam_date
from tests.practice.factories import home

GOOD = {"round": "30", "title": "試験日", "begins_on": "2027-10-10", "until_on": "", "source": "都道府県の受験要項"}


@pytest.fixture
def keeper(client: StrictClient, db: Session) -> None:
    client.sign_in(member(Role.ADMINISTRATOR, home()))


def test_the_guide_is_open_to_all_and_names_its_sources(client: StrictClient, db: Session) -> None:
    page = client.get("/guide")

    assert page.status_code == 200
    for said in ("施行規則113条の2", "69条の7", "69条の8", "日程はまだ入っていません", "第28回", "25.6％", "50,602人"):
        assert said in page.text
    assert "日程を入れる" not in page.text
    assert 'href="/guide"' in client.get("/").text


def test_the_self_check_says_what_is_missing_and_keeps_nothing(client: StrictClient, db: Session) -> None:
    sent = {"licence": "介護福祉士", "licensed_years": "４", "licensed_months": "6", "licensed_days": "850"}

    page = client.post("/guide/eligibility", data=sent).text

    assert "期間があと 6か月、" in page
    assert "日数があと 50日" in page
    assert "決められないこと" in page


def test_the_self_check_never_promises_more_than_the_figures(client: StrictClient, db: Session) -> None:
    sent = {"licence": "看護師", "licensed_years": "3", "licensed_days": "500", "counselling_years": "2"}

    page = client.post("/guide/eligibility", data={**sent, "counselling_days": "400"}).text

    assert "期間と日数は、5年・900日に届いています" in page
    assert "当サイトは受験資格を決めません" in page


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"licensed_years": "たくさん"}, "数字で入力してください"),
        ({"licensed_years": "-1"}, "0から60までの数"),
        ({"licensed_years": "9" * 30}, "0から60までの数"),
        ({"licensed_months": "12"}, "0から11までの数"),
        ({"licensed_years": "1", "licensed_days": "900"}, TOO_MANY_DAYS),
        ({"counselling_days": "1"}, TOO_MANY_DAYS),
    ],
)
def test_figures_that_cannot_be_are_refused_and_stay_typed(
    client: StrictClient, db: Session, sent: dict[str, str], said: str
) -> None:
    answer = client.post("/guide/eligibility", data={"licence": "医師", **sent})

    assert answer.status_code == 422
    assert said in answer.text
    assert all(typed in answer.text for typed in sent.values())


@pytest.mark.usefixtures("keeper")
def test_an_administrator_keeps_the_dates(client: StrictClient, db: Session) -> None:
    assert client.post("/guide/dates/new", data=GOOD).status_code == 303
    row = db.scalars(select(ExamDate)).one()
    assert "都道府県の受験要項" in client.get("/guide").text

    client.post(f"/guide/dates/{row.id}", data={**GOOD, "begins_on": "2027-10-17", "until_on": "2027-10-18"})
    db.expire_all()
    assert (row.begins_on, row.until_on) == (date(2027, 10, 17), date(2027, 10, 18))
    client.post(f"/guide/dates/{row.id}/removal")

    assert find.all_dates() == []


@pytest.mark.usefixtures("keeper")
@pytest.mark.parametrize(
    "wrong",
    [
        {"round": "0"},
        {"round": "第三十回"},
        {"title": " "},
        {"title": "あ" * 61},
        {"begins_on": "10月"},
        {"until_on": "2027-10-01"},
        {"source": ""},
    ],
)
def test_a_date_that_cannot_be_is_refused(client: StrictClient, db: Session, wrong: dict[str, str]) -> None:
    answer = client.post("/guide/dates/new", data={**GOOD, **wrong})

    assert answer.status_code == 422
    assert "なおしてください" in answer.text
    assert db.scalars(select(ExamDate)).all() == []


@pytest.mark.parametrize("role", [Role.CANDIDATE, Role.INSTRUCTOR, Role.ORGANISER])
def test_nobody_else_changes_them(client: StrictClient, db: Session, role: Role) -> None:
    home()
    client.sign_in(member(role))

    assert client.get("/guide/dates").status_code == 403
    assert client.post("/guide/dates/new", data=GOOD).status_code == 403


@pytest.mark.usefixtures("keeper")
def test_the_list_of_dates_asks_the_same_for_one_as_for_three(
    client: StrictClient, db: Session, queries: list[str]
) -> None:
    counts = []
    for number in range(3):
        exam_date(db, clock.today() + timedelta(days=number))
        queries.clear()
        client.get("/guide/dates")
        counts.append(len(queries))

    assert len(set(counts)) == 1
    assert client.get("/guide/dates/999999").status_code == 404
