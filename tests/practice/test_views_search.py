from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.practice.models import SearchedQuestion, SearchedWhy
from app.questions.models import QuestionVersion
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, closed_attempt, exam
from tests.factories import OrganisationFactory, member
from tests.practice.factories import card, home, new_version, note, questions


def found(client: StrictClient, asked: str, page: int = 1) -> set[int]:
    """The questions to which the page of results leads."""
    text = client.get("/practice/search", query_string={"q": asked, "page": page}).text
    return {int(number) for number in re.findall(r'/practice/questions/(\d+)"', text)}


def worded(version: QuestionVersion, **words: str) -> QuestionVersion:
    """The question with new words in its first statement."""
    return new_version(version, **words)


def test_a_word_of_two_characters_is_found_in_any_width(client: StrictClient, person: Person) -> None:
    first, _second = questions(2)
    worded(first, text="第１号被保険者のＡＤＬを評価する。")

    for asked in ("保険", "adl", "ＡＤＬ", "第1号", "評価 保険", "険者"):
        assert found(client, asked) == {first.question_id}
    assert found(client, "評価 年金") == set()


def test_what_a_page_says_is_text_with_the_words_marked(client: StrictClient, person: Person) -> None:
    worded(questions(1)[0], text="<b>保険</b>の給付")

    page = client.get("/practice/search?q=保険").text

    assert "&lt;b&gt;<mark>保険</mark>&lt;/b&gt;の給付" in page


def test_a_stem_is_found(client: StrictClient, person: Person) -> None:
    version = questions(1)[0]

    assert found(client, version.stem[:11]) == {version.question_id}


def test_old_wordings_are_not_found(client: StrictClient, person: Person) -> None:
    version = questions(1)[0]
    worded(worded(version, text="旧い給付額"), text="新しい料率")

    assert found(client, "給付額") == set()
    assert found(client, "料率") == {version.question_id}


def test_explanations_are_searched_only_of_what_was_answered(client: StrictClient, person: Person) -> None:
    first, second, third = (worded(version, why="遡及して適用される。") for version in questions(3))
    card(person, first.statements[0])
    card(person, second.statements[1])
    card(member(), third.statements[0])

    assert found(client, "遡及") == {first.question_id}
    assert "遡及" in client.get("/practice/search?q=遡及").text


def test_after_an_examination_its_explanations_are_searched(client: StrictClient, person: Person) -> None:
    edition = exam(organisation=home())
    assert found(client, "の解説") == set()

    closed_attempt(edition, person=person, answers={1: (1, 3)})

    assert len(found(client, "の解説")) == 4


def test_own_notes_are_searched_and_nobody_else_s(client: StrictClient, person: Person) -> None:
    first, second = questions(2)
    note(person, first, 2, text="ﾓﾆﾀﾘﾝｸﾞは月１回")
    note(member(), second, text="モニタリングの例外")

    assert found(client, "モニタリング") == {first.question_id}
    assert found(client, "月1回 肢2") == {first.question_id}
    assert "モニタリングの例外" not in client.get("/practice/search?q=モニタリング").text


def test_what_may_not_be_practised_is_not_found(client: StrictClient, person: Person, db: Session) -> None:
    questions(1, organisation=OrganisationFactory())
    retired = questions(1)[0]
    retired.question.status = QuestionStatus.RETIRED
    edition = exam(organisation=home())
    AttemptFactory(person=person, edition=edition)
    db.flush()

    assert found(client, "KS-TEST") == set()


@pytest.mark.parametrize("asked", ["", "　 ", "%", "_", "'; DROP TABLE note; --", "\0", "あ" * 5_000, "\\", "<script>"])
def test_odd_words_find_nothing_and_break_nothing(client: StrictClient, person: Person, asked: str) -> None:
    questions(1)

    answer = client.get("/practice/search", query_string={"q": asked})

    assert answer.status_code == 200
    assert 'value="<' not in answer.text
    assert found(client, asked) == set()


def test_the_results_go_from_page_to_page(client: StrictClient, person: Person) -> None:
    versions = questions(21)

    assert len(found(client, "ks-test")) == 20
    assert found(client, "ks-test", page=2) == {versions[-1].question_id}
    assert found(client, "ks-test", page=99) == set()
    assert client.get("/practice/search?q=ks-test&page=zzz").status_code == 200


def test_one_and_three_results_cost_the_same(client: StrictClient, person: Person, queries: list[str]) -> None:
    costs = []
    for _ in range(3):
        version = questions(1)[0]
        card(person, version.statements[0])
        note(person, version, text="共通のメモ")
        queries.clear()
        client.get("/practice/search?q=ks-test")
        costs.append(len(queries))

    assert len(set(costs)) == 1


def test_what_search_reads_is_written_with_the_version(db: Session) -> None:
    versions = questions(2)

    assert db.scalar(select(func.count()).select_from(SearchedQuestion)) == 2
    assert db.scalar(select(func.count()).select_from(SearchedWhy)) == 10
    kept = db.get_one(SearchedQuestion, versions[0].id)
    assert versions[0].stem.lower() in kept.text
    assert versions[0].statements[4].text.lower() in kept.text
