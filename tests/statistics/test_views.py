from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition, PaperQuestion
from app.statistics.rules import FLAG_LABELS, TOO_FEW_MARK
from app.statistics.tasks import refresh
from tests.client import StrictClient
from tests.exams.factories import another_edition, closed_attempt, exam
from tests.factories import OrganisationFactory, member

ALL_RIGHT = {1: (1, 3), 2: (2, 4), 3: (1, 2, 3), 4: (4, 5)}
REPORT = "/statistics/papers/mock-x"


def sat(db: Session, edition: PaperEdition, times: int) -> None:
    """So many people sit the paper, each third of them all right, and the worker comes round."""
    for turn in range(times):
        closed_attempt(edition, answers=ALL_RIGHT if turn % 3 == 0 else {1: (1, 3), 2: (1, 2)})
    db.commit()
    refresh()
    db.expire_all()


@pytest.mark.parametrize("address", ["/statistics", REPORT, f"{REPORT}/questions/1", f"{REPORT}/questions.csv"])
def test_a_candidate_sees_no_statistics_of_papers(client: StrictClient, edition: PaperEdition, address: str) -> None:
    client.sign_in(member())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ORGANISER])
@pytest.mark.parametrize("page", ["", "/questions/1", "/questions.csv"])
def test_another_organisation_finds_nothing(
    db: Session, client: StrictClient, edition: PaperEdition, role: Role, page: str
) -> None:
    sat(db, edition, 2)
    stranger = member(role, OrganisationFactory())
    client.sign_in(stranger)

    assert client.get(f"{REPORT}{page}").status_code == 404
    assert "模擬試験 第9回" not in client.get("/statistics").text


@pytest.mark.parametrize("people", [0, 1, 2, 31])
def test_pages_open_whoever_many_have_sat_and_say_when_they_are_few(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, people: int
) -> None:
    sat(db, edition, people)
    client.sign_in(instructor)

    pages = [client.get("/statistics"), client.get(REPORT)]

    assert [page.status_code for page in pages] == [200, 200]
    assert ("30人に満たない" in pages[1].text) == (0 < people < 30)
    assert ("まだ統計がありません" in pages[1].text) == (people == 0)
    assert all("nan" not in page.text.lower() and "None" not in page.text for page in pages)


def test_the_report_of_a_question_shows_advice_statements_and_sets(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    sat(db, edition, 30)
    client.sign_in(instructor)

    page = client.get(f"{REPORT}/questions/2").text

    assert "正答より多く選ばれた誤った組があります。" in page
    assert "最も多い誤答" in page
    assert page.count("<tr>") - 3 == 10 + 5 + 10  # heads; figures, statements, sets


def test_nothing_is_raised_from_too_few_and_the_pages_say_so(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    sat(db, edition, 1)
    client.sign_in(instructor)

    paper, page = client.get(REPORT).text, client.get(f"{REPORT}/questions/2").text
    lines = list(csv.DictReader(io.StringIO(client.get(f"{REPORT}/questions.csv").data.decode("utf-8-sig"))))

    assert not any(label in paper + page for label in FLAG_LABELS.values())
    assert "とくに見直すところはありません" not in page
    assert "見直すところがあるかどうかはまだ言えません" in page
    assert paper.count("<td>まだ言えません</td>") == 4
    assert {line["確認のしるし"] for line in lines} == {TOO_FEW_MARK}


def test_a_question_or_edition_that_is_not_there_is_not_found(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    sat(db, edition, 1)
    client.sign_in(instructor)

    assert client.get(f"{REPORT}/questions/99").status_code == 404
    assert client.get(f"{REPORT}?edition=7").status_code == 404
    assert client.get("/statistics/papers/nothing").status_code == 404
    assert client.get(f"{REPORT}?basis=nonsense&edition=x").status_code == 200


def test_only_staff_having_sat_is_said(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    closed_attempt(edition, person=instructor, answers=ALL_RIGHT)
    sat(db, edition, 0)
    client.sign_in(instructor)

    page = client.get(REPORT).text

    assert "数えられる受験がありません" in page
    assert "講師や主催者の受験 1件は入れていません。" in page
    assert client.get(f"{REPORT}/questions/1").status_code == 200


def test_another_edition_is_a_link_away(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    newer = another_edition(edition, reworded=True)
    sat(db, edition, 1)
    sat(db, newer, 2)
    client.sign_in(instructor)

    assert "第2版・各自の1回目（2人分）" in client.get(REPORT).text
    assert "第1版・各自の1回目（1人分）" in client.get(f"{REPORT}?edition=1").text


def test_the_csv_has_a_line_for_each_question(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    sat(db, edition, 6)
    client.sign_in(instructor)

    answer = client.get(f"{REPORT}/questions.csv")

    assert answer.data.startswith("\ufeff問,".encode())
    lines = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [line["問"] for line in lines] == ["1", "2", "3", "4"]
    assert lines[0]["正答率（%）"] == "100.0"


def test_the_list_asks_as_much_for_three_papers_as_for_one(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, queries: list[str]
) -> None:
    sat(db, edition, 1)
    client.sign_in(instructor)
    client.get("/statistics")
    queries.clear()
    client.get("/statistics")
    for_one = len(queries)
    for slug in ("mock-y", "mock-z"):
        sat(db, exam(slug=slug, organisation=edition.paper.organisation), 1)

    queries.clear()
    client.get("/statistics")

    assert len(queries) == for_one


@pytest.mark.parametrize(("others", "shown"), [(18, False), (19, True)])
def test_one_s_own_place_is_told_from_twenty_people_on(
    db: Session, client: StrictClient, edition: PaperEdition, others: int, shown: bool
) -> None:
    person = member()
    closed_attempt(edition, person=person, answers={1: (1, 3), 2: (2, 4)})
    sat(db, edition, others)
    client.sign_in(person)

    page = client.get("/statistics/own").text

    assert ("の位置です。" in page) == shown
    assert ("まだ20人に達していない" in page) != shown


def test_nobody_else_is_named_and_an_empty_record_says_what_to_do(
    db: Session, client: StrictClient, edition: PaperEdition
) -> None:
    sat(db, edition, 25)
    client.sign_in(member())

    page = client.get("/statistics/own").text

    assert "佐藤 花子" not in page.split("<main")[1]
    assert "模擬試験を受け終えると、ここに出ます。" in page


def test_the_page_of_a_question_says_how_it_did_where_one_may_know(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, queries: list[str]
) -> None:
    asked_first = db.scalars(select(PaperQuestion).filter_by(edition_id=edition.id, number=1)).one()
    page = f"/questions/{asked_first.version.question_id}"
    client.sign_in(instructor)
    before = client.get(page).text
    sat(db, edition, 3)
    queries.clear()
    one = client.get(page).text
    asked = len(queries)
    newer = another_edition(edition)
    sat(db, newer, 3)
    queries.clear()

    two = client.get(page).text

    assert "まだ数字がありません" in before
    assert f"{REPORT}/questions/1?edition=1" in one
    assert "3人" in one.split('id="figures"')[1].split("</section>")[0]
    assert two.count(f"{REPORT}/questions/1?edition=") == 2
    assert len(queries) == asked
