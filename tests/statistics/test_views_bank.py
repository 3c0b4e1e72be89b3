from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.accounts.rules import Role
from app.exams.models import PaperEdition
from app.questions.models import QuestionVersion
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import question_version
from tests.factories import OrganisationFactory, member
from tests.statistics.sittings import crowd

BANK = "/statistics/bank"


def test_a_candidate_sees_no_bank(client: StrictClient, edition: PaperEdition) -> None:
    client.sign_in(member())

    assert client.get(BANK).status_code == 403


def test_without_questions_the_page_says_so(client: StrictClient) -> None:
    client.sign_in(member(Role.INSTRUCTOR))

    assert "見られる問題がありません" in client.get(BANK).text


def test_another_organisation_s_bank_is_not_found(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    other = OrganisationFactory()
    question_version((1, 2), organisation=other)
    client.sign_in(instructor)

    assert client.get(f"{BANK}?organisation={other.slug}").status_code == 404
    assert client.get(f"{BANK}?organisation={edition.paper.organisation.slug}").status_code == 200


def test_the_bank_says_what_is_thin_unused_ends_and_is_in_doubt(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    organisation = edition.paper.organisation
    unused, ending, doubted = (question_version((1, 2), organisation=organisation) for _ in range(3))
    ending.expires = clock.today() + timedelta(days=30)
    doubted.question.status = QuestionStatus.DOUBTED
    db.commit()
    client.sign_in(instructor)

    page = client.get(BANK).text
    sections = {part.split('"')[0]: part for part in page.split('<h2 id="')[1:]}

    assert unused.question.external_id in sections["unused"]
    assert ending.question.external_id in sections["ending"]
    assert ">30日<" in sections["ending"]
    assert doubted.question.external_id in sections["doubted"]
    assert "30人以上が解いた問題がまだない" in sections["bad"]
    assert unused.topic.title in sections["thin"]


def test_a_question_that_measures_badly_is_named_with_a_way_to_its_figures(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person
) -> None:
    crowd(db, edition, 33, edition.paper.organisation)
    db.execute(update(QuestionVersion).values(expires=clock.today() + timedelta(days=900)))
    client.sign_in(instructor)

    page = client.get(BANK).text

    assert "正答より多く選ばれた" not in page
    assert "誤答に集中" in page
    assert "/statistics/papers/mock-x/questions/2?edition=1" in page


def test_the_page_asks_as_much_for_three_questions_as_for_one(
    db: Session, client: StrictClient, edition: PaperEdition, instructor: Person, queries: list[str]
) -> None:
    crowd(db, edition, 3, edition.paper.organisation)
    client.sign_in(instructor)
    client.get(BANK)
    queries.clear()
    client.get(BANK)
    before = len(queries)
    for _ in range(3):
        question_version((1, 2), organisation=edition.paper.organisation)
    db.commit()

    queries.clear()
    client.get(BANK)

    assert len(queries) == before


@pytest.mark.parametrize("role", [Role.INSTRUCTOR, Role.ORGANISER])
def test_who_sees_statistics_finds_the_bank_by_a_tab(client: StrictClient, edition: PaperEdition, role: Role) -> None:
    client.sign_in(member(role, edition.paper.organisation))

    page = client.get("/statistics").text

    assert 'href="/statistics/bank"' in page
    assert ('href="/statistics/cohorts"' in page) == (role is Role.ORGANISER)
