from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Organisation, Person
from app.accounts.rules import Role
from app.questions.models import Topic
from app.questions.queries import workflow
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import TopicFactory
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


def test_a_refusal_keeps_the_list_the_ticks_and_the_words(
    db: Session, client: StrictClient, centre: Organisation, author: Person, publisher: Person
) -> None:
    ticked, other = (in_state(QuestionStatus.REVIEW, centre) for _ in range(2))
    topic = ticked.versions[0].topic
    publishes = {"question": [ticked.id], "note": ""}
    writes = {"question": [ticked.id], "tag": "あ" * 41, "do": "tag", "topic": topic.id}
    client.sign_in(author)

    answers = [
        client.post(f"/questions/{verb}?status=review&page=1&x=1", data=data)
        for verb, data in [
            ("tags", writes),
            ("tags", {**writes, "tag": "", "do": "untag"}),
            ("topics", {**writes, "topic": ""}),
            ("topics", {**writes, "topic": _elsewhere(centre).id}),
        ]
    ]
    client.sign_in(publisher)
    answers += [client.post("/questions/retirements?status=review&page=1&x=1", data=publishes)]

    for answer in answers:
        page = answer.text
        assert answer.status_code == 422
        assert f'value="{ticked.id}" id="question-{ticked.id}" checked>' in page
        assert f'id="question-{other.id}">' in page
        assert "選んだ問題と、書いたことばは残っています" in page
        assert 'retirements?status=review&amp;page=1"' in page or 'tags?status=review&amp;page=1"' in page
    assert ["タグは40字まで" in a.text for a in answers] == [True, False, False, False, False]
    assert "外すタグを書いてください" in answers[1].text
    assert f'value="{"あ" * 41}"' in answers[2].text
    assert "いま「査読」" in answers[3].text.replace("<wbr>", "")
    assert "引退させる理由を書いてください" in answers[4].text
    assert {question.status for question in (ticked, other)} == {QuestionStatus.REVIEW}


def _elsewhere(centre: Organisation) -> Topic:
    made: Topic = TopicFactory(organisation_id=centre.id)
    return made


def test_what_was_done_comes_back_to_the_same_list(client: StrictClient, centre: Organisation, author: Person) -> None:
    one = in_state(QuestionStatus.REVIEW, centre)
    client.sign_in(author)

    done = client.post("/questions/tags?status=review&next=x", data={"question": [one.id], "tag": "新", "do": "tag"})

    assert (done.status_code, done.location) == (303, "/questions?status=review")


def test_another_organisation_s_question_is_not_there(client: StrictClient, author: Person) -> None:
    elsewhere = in_state(QuestionStatus.REVIEW, OrganisationFactory())
    client.sign_in(author)
    page = f"/questions/{elsewhere.id}"

    assert client.get(page).status_code == 404
    assert client.get(f"{page}/versions/1").status_code == 404
    assert client.post(f"{page}/edit").status_code == 404
    assert client.post(f"{page}/steps/retire", data={"note": "x"}).status_code == 404
    assert client.post("/questions/tags", data={"question": [elsewhere.id], "tag": "x"}).status_code == 404


@pytest.mark.parametrize("number", ["1" + "0" * 30, str(2**31), "0", "-1"])
@pytest.mark.parametrize("act", ["tags", "retirements", "topics"])
def test_a_number_that_no_question_has_is_not_there(
    client: StrictClient, centre: Organisation, act: str, number: str
) -> None:
    topic = TopicFactory(organisation_id=centre.id)
    client.sign_in(member(Role.ADMINISTRATOR, centre))

    answer = client.post(f"/questions/{act}", data={"question": number, "note": "x", "tag": "x", "topic": topic.id})

    assert answer.status_code == 404


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
