<<<<<<< HEAD
"""The syllabus and the sources as a visitor, a candidate and a writer find them."""
=======
"""The syllabus as everybody finds it."""
>>>>>>> bank-pages

from __future__ import annotations

import re
<<<<<<< HEAD
from datetime import UTC, datetime
=======
>>>>>>> bank-pages

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

<<<<<<< HEAD
from app.accounts.actions.organisations import home_organisation
from app.accounts.models import Organisation
from app.questions.actions import load_bank
from app.questions.models import Question
from app.questions.rules.reading import read_bank
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.factories import OrganisationFactory
from tests.questions.samples import INSURED, LAW, QUESTION, Files, bank, mock_bank, question

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BELL = 1  # the header of every page of somebody signed in counts unread notices
SESSION = 1


def load(files: Files, organisation: Organisation) -> None:
    found = read_bank(files).bank
    assert found is not None
    load_bank(found, organisation=organisation, by=None, now=NOW)


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


def main(client: StrictClient, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response.text
    return response.text.replace("<wbr>", "").split("<main")[1].split("</main>")[0]


def counts(page: str) -> list[tuple[str, str]]:
    """The rows of the tables: a name and how many."""
    rows = re.findall(r'<th scope="row">(.+?)</th>\s*<td class="amount">(.+?)</td>', page, re.DOTALL)
    return [(re.sub("<[^>]+>", " ", name).strip(), number) for name, number in rows]


def some(number: int) -> Files:
    """So many questions that rest on expertise with their first statement, and one that rests on the law alone."""
    made = [question(f"HO-EIYO-{n:03}", "health.nutrition", choose=3) for n in range(1, number + 1)]
    cited = [one.replace(f'[{{law: {LAW}, article: "9"}}]', "[{source: expert-knowledge}]", 1) for one in made]
    return {**bank(), "questions/health/nutrition.yaml": "".join(cited).encode()}


class TestSyllabus:
    def test_a_visitor_sees_every_topic_with_its_number(self, client: StrictClient, stock: Organisation) -> None:
        page = main(client, "/syllabus")

        assert counts(page) == [
            ("被保険者  第1号被保険者", "22問"), ("事例", "3問"), ("栄養・食生活", "20問"),
            ("面接", "4問"), ("訪問介護", "8問"), ("高齢者虐待の防止", "3問"),
        ]  # fmt: skip
        assert re.findall(r"<h2[^>]*>(.+?) <span[^>]*>(\d+)問", page) == [
            ("介護支援分野", "25"), ("保健医療福祉サービス分野", "35"),
        ]  # fmt: skip
        assert re.findall(r"<h3>(.+?) <", page) == ["保健医療サービスの知識等", "福祉サービスの知識等"]
        assert "当サイトの出題分類" in page

    def test_only_what_is_published_counts(self, client: StrictClient, db: Session, stock: Organisation) -> None:
        for one in db.scalars(select(Question).where(Question.external_id.startswith("FU-GYAK"))):
            one.status = QuestionStatus.DRAFT

        assert counts(main(client, "/syllabus"))[-1] == ("高齢者虐待の防止", "0問")

    def test_the_banks_of_others_do_not_count(self, client: StrictClient, stock: Organisation) -> None:
        load(some(1), OrganisationFactory())

        assert counts(main(client, "/syllabus"))[0] == ("被保険者  第1号被保険者", "22問")

    def test_before_anything_is_loaded_the_next_step_is_said(self, client: StrictClient) -> None:
        page = main(client, "/syllabus")

        assert "まだ出題範囲がありません。" in page
        assert 'href="/"' in page

    @pytest.mark.parametrize("questions", [1, 3])
    def test_it_asks_as_often_however_much_there_is(
        self, client: StrictClient, home: Organisation, queries: list[str], questions: int
    ) -> None:
        load(some(questions), home)
        client.get("/syllabus")
        queries.clear()

        client.get("/syllabus")

        assert len(queries) == 2  # organisation, topics with their numbers
=======
from app.accounts.models import Organisation
from app.questions.models import Question
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.factories import OrganisationFactory
from tests.questions.pages import counts, load, main, some


def test_a_visitor_sees_every_topic_with_its_number(client: StrictClient, stock: Organisation) -> None:
    page = main(client, "/syllabus")

    assert counts(page) == [
        ("被保険者  第1号被保険者", "22問"), ("事例", "3問"), ("栄養・食生活", "20問"),
        ("面接", "4問"), ("訪問介護", "8問"), ("高齢者虐待の防止", "3問"),
    ]  # fmt: skip
    assert re.findall(r"<h2[^>]*>(.+?) <span[^>]*>(\d+)問", page) == [
        ("介護支援分野", "25"), ("保健医療福祉サービス分野", "35"),
    ]  # fmt: skip
    assert re.findall(r"<h3>(.+?) <", page) == ["保健医療サービスの知識等", "福祉サービスの知識等"]
    assert "当サイトの出題分類" in page


def test_only_what_is_published_counts(client: StrictClient, db: Session, stock: Organisation) -> None:
    for one in db.scalars(select(Question).where(Question.external_id.startswith("FU-GYAK"))):
        one.status = QuestionStatus.DRAFT

    assert counts(main(client, "/syllabus"))[-1] == ("高齢者虐待の防止", "0問")


def test_the_banks_of_others_do_not_count(client: StrictClient, stock: Organisation) -> None:
    load(some(1), OrganisationFactory())

    assert counts(main(client, "/syllabus"))[0] == ("被保険者  第1号被保険者", "22問")


def test_before_anything_is_loaded_the_next_step_is_said(client: StrictClient) -> None:
    page = main(client, "/syllabus")

    assert "まだ出題範囲がありません。" in page
    assert 'href="/"' in page


@pytest.mark.parametrize("questions", [1, 3])
def test_it_asks_as_often_however_much_there_is(
    client: StrictClient, home: Organisation, queries: list[str], questions: int
) -> None:
    load(some(questions), home)
    client.get("/syllabus")
    queries.clear()

    client.get("/syllabus")

    assert len(queries) == 2  # organisation, topics with their numbers
>>>>>>> bank-pages
