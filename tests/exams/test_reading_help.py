"""Help with reading in examinations: none in an open mock but by an accommodation, all of it afterwards."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Account, AccountSession, Person
from app.accounts.rules import Aid, Furigana
from app.exams.models import Attempt, PaperEdition
from app.questions.models import Statement
from app.reading import asking
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.reading.factories import some_glossary

WHY = "被保険者と保険者について書いた解説。"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 20)
    asking.wake()


def choose(db: Session, person: Person, furigana: Furigana, *, plain: bool = False) -> None:
    db.flush()
    account = db.scalars(select(Account).where(Account.person_id == person.id)).one()
    account.furigana, account.plain_japanese = furigana, plain


def rubies(page: str) -> list[str]:
    return re.findall("<rt>([^<]+)</rt>", page)


def explained(db: Session, plain: str | None = None) -> None:
    for statement in db.scalars(select(Statement)):
        statement.why, statement.plain = WHY, plain


@pytest.mark.parametrize("furigana", list(Furigana))
def test_in_an_open_mock_a_person_s_own_choice_does_not_count(
    client: StrictClient, db: Session, person: Person, device: AccountSession, page: str, furigana: Furigana
) -> None:
    some_glossary()
    choose(db, person, furigana, plain=True)

    shown = client.get(page).text

    assert rubies(shown) == []
    assert 'id="reading-help"' not in shown
    assert "data-term" not in shown


def test_an_accommodation_brings_furigana_to_every_question(
    client: StrictClient, db: Session, person: Person, edition: PaperEdition, device: AccountSession
) -> None:
    attempt = AttemptFactory(edition=edition, person=person, aids=[Aid.FURIGANA.value])

    shown = client.get(f"/attempts/{attempt.id}").text
    sheet = client.get(f"/attempts/{attempt.id}/sheet").text

    questions = shown.split("data-questions>")[1].split("</template>")[0].split("data-question=")[1:]
    assert [("ただ" in rubies(question)) for question in questions] == [True] * 4
    assert rubies(sheet) == []


def test_the_furigana_of_a_question_is_the_same_whatever_is_right(
    client: StrictClient, db: Session, person: Person, device: AccountSession
) -> None:
    """Ruby is made of the texts alone: neither the key nor what explains goes in."""
    drawn = []
    for key in [(1, 3), (2, 5)]:
        edition = exam({"care-support": [key]})
        newest = db.scalar(select(func.max(Statement.version_id)))
        for statement in db.scalars(select(Statement).where(Statement.version_id == newest)):
            statement.text = f"介護を受ける権利の第{statement.position}の内容。"
            statement.why = WHY if statement.correct else "別の解説。"
        attempt = AttemptFactory(edition=edition, person=person, aids=[Aid.FURIGANA.value])
        shown = client.get(f"/attempts/{attempt.id}").text
        drawn.append(re.findall('class="choice-text">.*?</label>', shown, re.DOTALL))

    assert drawn[0] == drawn[1]
    assert "かいご" in drawn[0][0]


def test_where_statements_differ_by_a_word_the_word_is_bare(
    client: StrictClient, db: Session, person: Person, device: AccountSession
) -> None:
    edition = exam({"care-support": [(1, 3)]})
    for statement in db.scalars(select(Statement)):
        subject = ["市町村", "都道府県", "国", "警察", "厚生労働大臣"][statement.position - 1]
        statement.text = f"申請に対する処分は、{subject}が行うものとされている。"
    attempt = AttemptFactory(edition=edition, person=person, aids=[Aid.FURIGANA.value])

    shown = client.get(f"/attempts/{attempt.id}").text

    assert "しんせい" in rubies(shown)
    assert {"しちょうそん", "とどうふけん", "くに", "けいさつ", "こうせい"} & set(rubies(shown)) == set()


def test_a_sitting_without_the_accommodation_costs_no_query_more(
    client: StrictClient, db: Session, person: Person, device: AccountSession, page: str, queries: list[str]
) -> None:
    client.get(page)
    queries.clear()

    client.get(page)

    assert len(queries) == 3


@pytest.mark.parametrize(
    ("furigana", "easy", "hard"),
    [(Furigana.NONE, False, False), (Furigana.HARD, False, True), (Furigana.ALL, True, True)],
)
def test_the_result_is_read_as_the_person_has_chosen(
    client: StrictClient,
    db: Session,
    person: Person,
    attempt: Attempt,
    page: str,
    furigana: Furigana,
    easy: bool,
    hard: bool,
) -> None:
    explained(db)
    client.post(f"{page}/submit")
    choose(db, person, furigana)

    shown = client.get(f"{page}/result").text

    why = re.findall('<p class="statement-why">(.*?)</p>', shown, re.DOTALL)[0]
    assert ("かいせつ" in rubies(why), "ほけん" in rubies(why)) == (easy, hard)
    assert 'id="reading-help"' in shown


def test_terms_in_explanations_lead_to_the_glossary_once_a_question(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, page: str
) -> None:
    some_glossary()
    explained(db)
    client.post(f"{page}/submit")

    shown = client.get(f"{page}/result").text

    first = shown.split('<article class="reviewed"')[1]
    assert re.findall('data-name="([^"]+)"', first) == ["被保険者", "保険者"]


def test_plain_japanese_is_shown_to_who_wants_it(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, page: str
) -> None:
    explained(db, plain="お金を はらう ところが きめます。")
    client.post(f"{page}/submit")

    without = client.get(f"{page}/result").text
    choose(db, person, Furigana.NONE, plain=True)
    with_it = client.get(f"{page}/result").text

    assert (without.count("はらう"), with_it.count("はらう")) == (0, 20)


def test_a_result_with_furigana_costs_no_query_more(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, page: str, queries: list[str]
) -> None:
    explained(db)
    client.post(f"{page}/submit")
    counts = []
    for furigana in Furigana:
        choose(db, person, furigana)
        client.get(f"{page}/result")
        queries.clear()
        client.get(f"{page}/result")
        counts.append(len(queries))

    assert counts == [7, 7, 7]


def test_without_the_analyser_the_result_is_shown_all_the_same(
    client: StrictClient, db: Session, person: Person, attempt: Attempt, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PATIENCE_SECONDS", 0)
    client.post(f"{page}/submit")
    choose(db, person, Furigana.ALL)

    shown = client.get(f"{page}/result")

    assert (shown.status_code, rubies(shown.text)) == (200, [])
