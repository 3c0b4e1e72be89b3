"""Furigana, terms and やさしい日本語 on the pages of practice: after the answer all, before it nothing that tells."""

from __future__ import annotations

import json
import re

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.practice.models import PracticeSet
from app.practice.rules.words import Drill
from app.questions.models import QuestionVersion
from app.reading.models import KeptFurigana
from app.reading.queries import editions, text_hash
from tests.client import StrictClient
from tests.practice.factories import card, practice_set, questions
from tests.reading.factories import some_glossary

RIGHT, WRONG = "介護保険の被保険者は65歳以上である。", "介護保険の介護者は65歳以上である。"
WHY, PLAIN = "被保険者は、65歳から第1号の人になる。", "65さいから、第1号です。"
KANJI = {
    "介護保険": "かいごほけん",
    "被保険者": "ひほけんしゃ",
    "介護者": "かいごしゃ",
    "以上": "いじょう",
    "正": "ただ",
}


def keep_furigana(db: Session, *texts: str) -> None:
    """As if somebody had read these texts before, so that no analyser need start."""
    for text in texts:
        parts = re.split(f"({'|'.join(KANJI)})", text)
        words = [[part, KANJI.get(part), 3 if part in KANJI else 0] for part in parts if part]
        held = KeptFurigana(text_hash=text_hash(text), edition=editions().readings, words=json.dumps(words))
        db.add(held)
    db.commit()


@pytest.fixture
def version(db: Session, person: Person, client: StrictClient) -> QuestionVersion:
    """A question that somebody with furigana meets; its first two statements differ in one word."""
    some_glossary()
    found = questions(1)[0]
    found.stem = "正しいものはどれか。"
    for statement, text in zip(found.statements, (RIGHT, WRONG), strict=False):
        statement.text, statement.why, statement.plain = text, WHY, PLAIN
    db.commit()
    keep_furigana(db, found.stem, RIGHT, WRONG, WHY, PLAIN, *(one.text for one in found.statements[2:]))
    client.post("/reading/help", data={"furigana": "all"})
    return found


def only_first(found: PracticeSet, version: QuestionVersion, db: Session) -> PracticeSet:
    """The set asks the first statement."""
    found.items = [[version.question_id, version.statements[0].identity]]
    db.commit()
    return found


def rubies(page: str) -> set[str]:
    return set(re.findall("<ruby>([^<]+)<", page))


def test_a_card_has_furigana_but_not_on_the_word_that_decides(
    client: StrictClient, person: Person, version: QuestionVersion, db: Session
) -> None:
    found = only_first(practice_set(person), version, db)

    page = client.get(f"/practice/sets/{found.id}").text

    assert rubies(page) == {"介護保険", "以上", "正"}
    assert "data-term" not in page
    assert f'name="next" value="/practice/sets/{found.id}#reading-help"' in page


def test_a_whole_question_has_furigana_by_the_same_guard(
    client: StrictClient, person: Person, version: QuestionVersion
) -> None:
    found = practice_set(person, drill=Drill.QUESTION)

    page = client.get(f"/practice/sets/{found.id}").text

    assert rubies(page) == {"介護保険", "以上", "正"}
    assert "data-term" not in page


@pytest.mark.parametrize("drill", list(Drill))
def test_the_explanation_has_all_furigana_and_leads_to_the_glossary(
    client: StrictClient, person: Person, version: QuestionVersion, db: Session, drill: Drill
) -> None:
    found = practice_set(person, drill=drill)
    if drill is Drill.CARD:
        only_first(found, version, db)
    form = client.get(f"/practice/sets/{found.id}").text
    sent = dict(re.findall('<input type="hidden" name="([a-z_]+)" value="([^"]*)"', form))
    how = {"answer": "yes-sure"} if drill is Drill.CARD else {"answer": "mark-sure", "choices": ["1", "3"]}

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**sent, **how})
    page = client.get(answer.location).text

    assert "被保険者" in rubies(page)
    assert page.count('data-name="被保険者"') == 1
    assert "<strong>やさしい日本語</strong>" not in page
    assert f'name="next" value="{answer.location}#reading-help"' in page
    client.post("/reading/help", data={"plain": "on"})
    assert "<strong>やさしい日本語</strong>" in client.get(answer.location).text


def test_what_was_missed_reads_so_at_the_end_and_in_the_lists(
    client: StrictClient, person: Person, version: QuestionVersion, db: Session
) -> None:
    card(person, version.statements[0], last_right=False)
    db.commit()

    page = client.get("/practice/overconfident").text

    assert {"被保険者", "以上"} <= rubies(page)
    assert page.count('data-name="被保険者"') == 1
