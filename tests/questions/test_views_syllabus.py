"""The syllabus as everybody finds it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

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
