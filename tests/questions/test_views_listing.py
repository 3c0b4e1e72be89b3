from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.questions.queries import workflow
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.factories import OrganisationFactory, member
from tests.questions.conftest import in_state


@pytest.mark.parametrize("many", [1, 3])
def test_the_list_asks_as_often_for_one_as_for_three(
    client: StrictClient, queries: list[str], centre: Organisation, author: Person, many: int
) -> None:
    for _ in range(many):
        in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)
    client.get("/questions")
    queries.clear()

    page = client.get("/questions")

    assert page.text.count('name="question"') == many
    assert len(queries) == 11, queries


def test_the_list_is_searched_and_narrowed(client: StrictClient, centre: Organisation, author: Person) -> None:
    wanted, other = in_state(QuestionStatus.DOUBTED, centre), in_state(QuestionStatus.PUBLISHED, centre)
    client.sign_in(author)

    for query in (f"q={wanted.external_id}の肢3", "status=doubted", f"topic={wanted.versions[0].topic.code}"):
        page = client.get(f"/questions?{query}").text
        assert (wanted.external_id in page, other.external_id in page) == (True, False), query
    assert "条件に合う問題がありません" in client.get("/questions?q=%25").text
    assert client.get("/questions?status=nonsense&page=99999999999999999999&q=%00").status_code == 200


def test_an_empty_bank_says_what_to_do(client: StrictClient, author: Person) -> None:
    client.sign_in(author)

    assert "まだ問題がありません" in client.get("/questions").text


def test_tags_and_retirement_go_over_several(
    db: Session, client: StrictClient, centre: Organisation, author: Person, publisher: Person
) -> None:
    questions = [in_state(QuestionStatus.PUBLISHED, centre) for _ in range(2)]
    ids = [question.id for question in questions]
    client.sign_in(author)

    tagged = client.post("/questions/tags", data={"question": ids, "tag": "令和8年改正", "do": "tag"})
    forbidden = client.post("/questions/retirements", data={"question": ids, "note": "古い"})
    nobody = client.post("/questions/tags", data={"tag": "x", "do": "tag"})
    client.sign_in(publisher)
    retired = client.post("/questions/retirements", data={"question": ids, "note": "古い"})

    assert [a.status_code for a in (tagged, forbidden, nobody, retired)] == [303, 403, 422, 303]
    assert {question.status for question in questions} == {QuestionStatus.RETIRED}


def test_another_organisation_s_question_is_not_there(client: StrictClient, author: Person) -> None:
    elsewhere = in_state(QuestionStatus.REVIEW, OrganisationFactory())
    client.sign_in(author)
    page = f"/questions/{elsewhere.id}"

    assert client.get(page).status_code == 404
    assert client.get(f"{page}/versions/1").status_code == 404
    assert client.post(f"{page}/edit").status_code == 404
    assert client.post(f"{page}/steps/retire", data={"note": "x"}).status_code == 404
    assert client.post("/questions/tags", data={"question": [elsewhere.id], "tag": "x"}).status_code == 404


def test_a_candidate_has_no_business_here(client: StrictClient, centre: Organisation) -> None:
    question = in_state(QuestionStatus.DRAFT, centre)
    client.sign_in(member(Role.CANDIDATE, centre))

    for page in ("", "/new", f"/{question.id}", f"/{question.id}/edit", "/reports", "/amendments", "/duties"):
        assert client.get(f"/questions{page}").status_code == 403, page


def test_duties_and_the_rule_of_three_are_given_on_a_page(
    db: Session, client: StrictClient, centre: Organisation, author: Person, publisher: Person
) -> None:
    client.sign_in(publisher)
    membership = author.memberships[0]
    elsewhere = member(Role.INSTRUCTOR).memberships[0]

    client.get("/questions/duties")
    client.post(f"/questions/duties/{membership.id}", data={"duty": ["review_question", "administer"]})
    stranger = client.post(f"/questions/duties/{elsewhere.id}", data={"duty": "review_question"})
    client.post(f"/questions/policies/{centre.id}", data={})

    assert {grant.permission.value for grant in membership.grants} == {"review_question"}
    assert stranger.status_code == 404
    assert client.get("/questions/duties").text.count('id="three-') == 1
    assert not workflow.three_people(centre.id)
