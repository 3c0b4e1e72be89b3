from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.practice.models import PracticeDay, PracticeSet, ReviewCard, ReviewLog
from app.practice.rules.words import Drill
from app.questions.rules.words import QuestionStatus
from tests.client import StrictClient
from tests.practice.factories import new_version, practice_set, questions


def hidden(page: str) -> dict[str, str]:
    """What the form of a card carries."""
    return dict(re.findall(r'<input type="hidden" name="([a-z_]+)" value="([^"]*)"', page))


def shown(client: StrictClient, found: PracticeSet) -> dict[str, str]:
    return hidden(client.get(f"/practice/sets/{found.id}").text)


def count(db: Session, model: type) -> int:
    return db.scalar(select(func.count()).select_from(model)) or 0


def test_a_whole_question_is_judged_as_a_set_and_statement_by_statement(
    client: StrictClient, person: Person, db: Session
) -> None:
    versions = questions(1)
    found = practice_set(person, drill=Drill.QUESTION)

    page = client.get(f"/practice/sets/{found.id}").text
    answer = client.post(
        f"/practice/sets/{found.id}/answers", data={**hidden(page), "choices": ["1", "2"], "answer": "mark-unsure"}
    )
    why = client.get(answer.location).text

    assert "解説" not in page
    assert why.count("statement-why") + why.count("drill-why") == 5
    logs = db.scalars(select(ReviewLog).order_by(ReviewLog.id)).all()
    assert [log.right for log in logs] == [True, False, False, True, True]
    assert [log.statement_id for log in logs] == [one.id for one in versions[0].statements]
    assert count(db, ReviewCard) == 5
    assert (found.answered, found.right) == (1, 0)
    assert db.scalars(select(PracticeDay)).one().questions == 1


@pytest.mark.parametrize("choices", [[], ["1"], ["1", "2", "3"], ["1", "9"]])
def test_a_question_with_another_number_of_marks_comes_back_with_the_marks(
    client: StrictClient, person: Person, db: Session, choices: list[str]
) -> None:
    questions(1)
    found = practice_set(person, drill=Drill.QUESTION)

    answer = client.post(
        f"/practice/sets/{found.id}/answers", data={**shown(client, found), "choices": choices, "answer": "mark-sure"}
    )

    assert answer.status_code == 422
    assert "2つ選んでから" in answer.text
    assert answer.text.count(" checked") == len([choice for choice in choices if choice in "12345"])
    assert count(db, ReviewLog) == 0


def test_a_statement_that_changed_under_one_s_hands_is_told_and_nothing_is_lost(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    found = practice_set(person)
    found.items = [[version.question_id, 1]]
    sent = shown(client, found)
    new_version(version, text="書き改めた文。", correct=False, why="改訂の解説。")

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**sent, "answer": "yes-sure"})
    page = re.sub("<wbr/?>|\u200b", "", client.get(answer.location).text)

    assert db.scalars(select(ReviewLog)).one().right
    assert "この肢は改訂されました" in page
    assert "書き改めた文。" in page
    assert "改訂の解説。" in page


def test_a_question_that_was_withdrawn_under_one_s_hands_is_told(
    client: StrictClient, person: Person, db: Session
) -> None:
    version = questions(1)[0]
    found = practice_set(person)
    sent = shown(client, found)
    version.question.status = QuestionStatus.RETIRED

    answer = client.post(f"/practice/sets/{found.id}/answers", data={**sent, "answer": "yes-sure"})

    assert "取り下げられました" in client.get(answer.location).text
    assert count(db, ReviewLog) == 1


def test_a_question_that_was_withdrawn_is_stepped_over(client: StrictClient, person: Person) -> None:
    versions = questions(2)
    found = practice_set(person, drill=Drill.QUESTION)
    gone = next(version for version in versions if version.question_id == found.items[0][0])
    gone.question.status = QuestionStatus.RETIRED

    page = client.get(f"/practice/sets/{found.id}").text
    answer = client.post(f"/practice/sets/{found.id}/skips", data={"position": "0"})
    client.post(f"/practice/sets/{found.id}/skips", data={"position": "0"})

    assert "取り下げられました" in page
    assert answer.status_code == 303
    assert found.position == 1
