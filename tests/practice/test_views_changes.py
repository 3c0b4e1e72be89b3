from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.models import Person
from app.exams.models import PaperQuestion
from app.exams.rules import AttemptState
from app.practice.models import PracticeDay, PracticeSet, ReviewCard, ReviewLog
from app.practice.rules.words import Drill
from app.questions.models import QuestionVersion
from app.questions.rules.words import QuestionStatus, Results
from tests.client import StrictClient
from tests.exams.factories import AttemptFactory, exam
from tests.exams.rulings import CORRECT, ruled
from tests.factories import member
from tests.practice.factories import home, new_version, practice_set, questions


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


@pytest.mark.parametrize("drill", [Drill.CARD, Drill.QUESTION])
@pytest.mark.parametrize("whose", ["mine", "others"])
def test_a_set_that_is_open_asks_nothing_of_a_paper_that_is_begun(
    client: StrictClient, person: Person, db: Session, drill: Drill, whose: str
) -> None:
    edition = exam(organisation=home())
    found = practice_set(person, drill=drill)
    sent = {**shown(client, found), "choices": ["1", "2"], "answer": "yes-sure" if drill is Drill.CARD else "mark-sure"}
    if whose == "mine":
        AttemptFactory(person=person, edition=edition)
    else:
        edition.paper.results, edition.paper.closes_at = Results.AFTER_CLOSE, clock.now() - timedelta(minutes=1)
        AttemptFactory(edition=edition)  # sits with more time, when it has closed
    items = list(found.items)

    page = client.get(f"/practice/sets/{found.id}").text
    answer = client.post(f"/practice/sets/{found.id}/answers", data=sent)
    stepped = client.post(f"/practice/sets/{found.id}/skips", data={"position": "0"})

    assert "この問題は、いまは出しません" in page
    assert "drill-statement" not in page
    assert (answer.status_code, "記録していません" in answer.text, "解説。" in answer.text) == (409, True, False)
    assert count(db, ReviewLog) == 0
    assert (stepped.status_code, found.position, found.items) == (303, 1, items)


def test_what_was_answered_before_is_explained_after_the_examination(client: StrictClient, person: Person) -> None:
    edition = exam(organisation=home())
    found = practice_set(person)
    sent = {**shown(client, found), "answer": "yes-guess"}
    before = client.post(f"/practice/sets/{found.id}/answers", data=sent)
    attempt = AttemptFactory(person=person, edition=edition)
    client.post(f"/practice/sets/{found.id}/end")

    again = client.post(f"/practice/sets/{found.id}/answers", data=sent, headers={"X-Fragment": "1"})
    explained, end = client.get(before.location), client.get(f"/practice/sets/{found.id}")
    attempt.state, attempt.closed_at = AttemptState.SUBMITTED, clock.now()
    later = client.get(before.location)

    assert (explained.status_code, again.status_code) == (409, 409)
    assert "試験のあとで見られます" in explained.text
    assert "解説。" not in explained.text + again.text + end.text
    assert "おつかれさまでした" in end.text
    assert (later.status_code, "解説" in later.text) == (200, True)


@pytest.mark.parametrize("drill", [Drill.CARD, Drill.QUESTION])
def test_a_set_that_is_open_does_not_ask_what_a_ruling_put_in_doubt(
    client: StrictClient, person: Person, db: Session, drill: Drill
) -> None:
    edition = exam(organisation=home())
    found = practice_set(person, drill=drill)
    sent = {**shown(client, found), "choices": ["1", "2"], "answer": "yes-sure" if drill is Drill.CARD else "mark-sure"}
    asked = select(PaperQuestion.number).join(PaperQuestion.version)
    number = db.scalars(asked.where(QuestionVersion.question_id == found.items[0][0])).one()
    ruled(edition, number, CORRECT, member())

    page = client.get(f"/practice/sets/{found.id}").text
    answer = client.post(f"/practice/sets/{found.id}/answers", data=sent)

    assert "この問題は、いま確認しています" in page
    assert (answer.status_code, count(db, ReviewLog), count(db, ReviewCard)) == (409, 0, 0)
