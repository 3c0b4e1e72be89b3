from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy.orm import Session

from app import audit
from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.operation.queries import trail
from tests.client import StrictClient
from tests.factories import OrganisationFactory, PersonFactory, member


@pytest.fixture
def keeper(client: StrictClient, db: Session) -> Person:
    person = member(Role.ADMINISTRATOR, name="管理 太郎")
    client.sign_in(person)
    return person


@pytest.fixture
def centre(db: Session) -> Organisation:
    made: Organisation = OrganisationFactory(name="第一研修センター")
    return made


def rows(page: str) -> int:
    return page.count('data-label="日時"')


def test_an_empty_trail_says_what_will_stand_there(client: StrictClient, keeper: Person) -> None:
    page = client.get("/admin/audit")

    assert page.status_code == 200
    assert "まだ記録がありません" in page.text


def test_who_did_what_when_is_told_in_words(client: StrictClient, keeper: Person, centre: Organisation) -> None:
    audit.record(
        "exams.extend",
        "attempt:12",
        by=keeper.id,
        organisation=centre.id,
        before={"minutes": 120},
        after={"minutes": 130},
    )

    page = client.get("/admin/audit").text

    for said in ("管理 太郎", "第一研修センター", "試験の時間を延ばした", "受験 12番", "前　分：120", "後　分：130"):
        assert said in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_one_row_as_for_three(
    client: StrictClient, keeper: Person, centre: Organisation, queries: list[str], number: int
) -> None:
    for n in range(number):
        audit.record("exams.rule", f"paper:{n}", by=PersonFactory().id, organisation=centre.id)
    client.get("/admin/audit")
    queries.clear()

    assert rows(client.get("/admin/audit").text) == number
    assert len(queries) == 5


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("from_on=2026-03-02&until_on=2026-03-01", "始めの日より前にできません"),
        ("from_on=yesterday", "年・月・日を選んでください"),
        ("organisation=99999999", "一覧から選んでください"),
        ("domain=burn", "一覧から選んでください"),
        (f"q={'a' * 101}", "100文字まで"),
    ],
)
def test_what_cannot_be_asked_is_said_in_words(client: StrictClient, keeper: Person, asked: str, said: str) -> None:
    page = client.get(f"/admin/audit?{asked}")

    assert page.status_code == 422
    assert said in page.text


def test_a_strange_page_number_is_a_page(client: StrictClient, keeper: Person) -> None:
    for page in ("0", "-1", "x", "99999999999999"):
        assert client.get(f"/admin/audit?page={page}").status_code == 200


def test_the_trail_is_a_table_that_a_spreadsheet_opens(
    client: StrictClient, keeper: Person, centre: Organisation
) -> None:
    keeper.name = "=HYPERLINK(1)"
    entry = audit.record("exams.rule", "paper:1", by=keeper.id, organisation=centre.id)
    audit.record("exams.rule", "paper:2", by=None)

    answer = client.get(f"/admin/audit.csv?organisation={centre.id}")

    table = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(table) == 2
    assert table[1][3:6] == ["'=HYPERLINK(1)", "第一研修センター", "採点を訂正した"]
    assert table[1][-1] == entry.hash
    assert "attachment" in answer.headers["Content-Disposition"]


def test_more_than_a_web_process_should_hold_is_refused_in_words(
    client: StrictClient, keeper: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "MOST_EXPORTED", 1)
    for n in range(2):
        audit.record("exams.rule", f"paper:{n}", by=None)

    refused = client.get("/admin/audit.csv")

    assert refused.status_code == 422
    assert "2件あります" in refused.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_nobody_else_reads_the_trail(client: StrictClient, db: Session, role: Role) -> None:
    client.sign_in(member(role))

    assert client.get("/admin/audit").status_code == 403
    assert client.get("/admin/audit.csv").status_code == 403
