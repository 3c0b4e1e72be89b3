from __future__ import annotations

import re

import pytest

from app.exams.models import PaperEdition
from tests.client import StrictClient
from tests.factories import member

KEY_WORDS = re.compile("解説。|正解|不正解|根拠：|正答|正しい</span>|statement-key")


def answer(client: StrictClient, number: int, *choices: object) -> str:
    response = client.post(f"/trial/{number}", data={"choices": [str(choice) for choice in choices]})
    assert (response.status_code, response.location) == (303, f"/trial/{number}/answer")
    return str(client.get(response.location).text)


def ticked(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'value="(\d)" checked', page)]


def test_a_visitor_tries_all_questions_and_is_asked_to_sign_up(client: StrictClient, trial: PaperEdition) -> None:
    intro, first = client.get("/trial").text, client.get("/trial/1").text

    answers = [answer(client, 1, 1, 3), answer(client, 2, 1, 4), answer(client, 3, 1, 2, 3)]
    summary = client.get("/trial/result").text

    assert "まず3問" in intro
    assert 'href="/trial/1"' in intro
    assert ticked(first) == []
    assert [re.findall("verdict mark-(right|wrong)", page) for page in answers] == [["right"], ["wrong"], ["right"]]
    assert [re.findall(r'href="(/trial/\w+)"[^>]*>(?:次の|結果)', page) for page in answers] == [
        ["/trial/2"],
        ["/trial/3"],
        ["/trial/result"],
    ]
    assert all(len(re.findall("の解説。", page)) == 0 for page in (intro, first))
    assert '<span class="meter-figure">2<span class="meter-total"> / 3' in summary
    assert re.search('href="/signup"[^>]*>登録して模擬試験を受ける', summary)


def test_each_statement_is_explained_with_its_source(client: StrictClient, trial: PaperEdition) -> None:
    page = re.sub("<wbr>", "", answer(client, 1, 1, 3))

    assert len(re.findall("肢[1-5]の解説。", page)) == 5
    assert page.count("第9条") == 5
    assert page.count("statement-key") == 2
    assert re.search("正答 <strong>①③</strong>", page)


def test_nothing_gives_the_key_away_before_the_answer(client: StrictClient, trial: PaperEdition) -> None:
    pages = [client.get("/trial").text, *(client.get(f"/trial/{number}").text for number in (1, 2, 3))]
    refused = client.post("/trial/1", data={"choices": ["1"]}).text

    assert [KEY_WORDS.findall(page) for page in [*pages, refused]] == [[]] * 5


@pytest.mark.parametrize(
    ("choices", "kept"),
    [
        ([], []),
        (["1"], [1]),
        (["1", "2", "3"], [1, 2, 3]),
        (["1", "2", "3", "4", "5", "6"], [1, 2, 3, 4, 5]),
        (["2", "6"], [2]),
        (["2", "2"], [2]),
        (["abc", "2"], [2]),
    ],
)
def test_a_wrong_number_of_choices_is_kept_and_said(
    client: StrictClient, trial: PaperEdition, choices: list[str], kept: list[int]
) -> None:
    refused = client.post("/trial/1", data={"choices": choices})

    assert refused.status_code == 422
    assert "2つ選んでから「答え合わせ」を押してください。" in refused.text
    assert ticked(refused.text) == kept


@pytest.mark.parametrize("number", ["0", "4", "11", "abc", "-1", "1.5", "%00"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_question_that_is_not_there_is_not_found(
    client: StrictClient, trial: PaperEdition, number: str, method: str
) -> None:
    assert client.open(f"/trial/{number}", method=method).status_code == 404


def test_a_number_that_no_question_can_have_is_no_page(client: StrictClient, trial: PaperEdition) -> None:
    assert client.get(f"/trial/{'9' * 30}").status_code == 404
    assert client.post(f"/trial/{'9' * 30}").status_code == 405


def test_without_a_token_nothing_is_judged(client: StrictClient, trial: PaperEdition) -> None:
    client.sends_token = False

    refused = client.post("/trial/1", data={"choices": ["1", "3"]})

    assert refused.status_code == 403
    assert KEY_WORDS.findall(refused.text) == []


def test_a_site_without_questions_to_try_says_so(client: StrictClient) -> None:
    for path in ("/trial", "/trial/1", "/trial/result"):
        assert client.get(path).status_code == 404


def test_the_summary_of_nothing_leads_to_the_beginning(client: StrictClient, trial: PaperEdition) -> None:
    response = client.get("/trial/result")

    assert (response.status_code, response.location) == (303, "/trial")


def test_a_summary_halfway_says_what_is_missing(client: StrictClient, trial: PaperEdition) -> None:
    answer(client, 2, 2, 4)

    summary = client.get("/trial/result").text

    assert '<span class="meter-figure">1<span class="meter-total"> / 3' in summary
    assert summary.count("未解答") == 2


def test_whoever_is_signed_in_is_led_to_the_examinations(client: StrictClient, trial: PaperEdition) -> None:
    client.sign_in(member())
    answer(client, 1, 1, 3)

    summary = client.get("/trial/result").text

    assert re.search('href="/exams"[^>]*>模擬試験を見る', summary)
    assert "登録して" not in summary


def test_the_trial_costs_one_query(client: StrictClient, trial: PaperEdition, queries: list[str]) -> None:
    client.get("/trial/1")
    counts = []
    for path in ("/trial", "/trial/1", "/trial/3"):
        queries.clear()
        client.get(path)
        counts.append(len(queries))

    assert counts == [1, 1, 1]


def test_the_marks_in_the_cookie_are_few_bytes(client: StrictClient, trial: PaperEdition) -> None:
    answer(client, 1, 1, 3)
    cookie = client.get_cookie("session")

    assert cookie is not None
    assert len(cookie.value) < 300


def test_the_answer_of_a_question_not_yet_answered_is_not_told(client: StrictClient, trial: PaperEdition) -> None:
    answer(client, 1, 1, 3)

    response = client.get("/trial/2/answer")

    assert (response.status_code, response.location) == (303, "/trial/2")
    assert client.get("/trial/4/answer").status_code == 404
