"""FSRS fitted by the worker to a history that is simulated: of somebody who forgets fast."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.db import transaction
from app.practice.actions import answers
from app.practice.actions.answers import Sent
from app.practice.actions.remembering import Given, Judged, add_to_day, write_history
from app.practice.models import MemoryFit, PracticeDay, ReviewCard, ReviewLog
from app.practice.queries import fits
from app.practice.rules.history import FEWEST_RECALLS, Graded, recalls
from app.practice.rules.memory import USUAL, is_sound
from app.practice.rules.words import Confidence, Drill
from app.practice.tasks import look_for_grown_histories
from app.tasks import Outbox
from tests.exams.factories import question_version
from tests.factories import member
from tests.practice.factories import home, practice_set, questions

GAPS = (1, 2, 3, 4, 5, 6)
LASTS = 2.0  # days after which this person knows half of what the usual one would


def simulate(db: Session, person: Person, statements: int) -> None:
    """Each statement answered seven times in three weeks; the longer ago the last, the less is known."""
    random, now = Random(4), clock.now()
    log = {
        "person_id": person.id,
        "said_correct": True,
        "confidence": Confidence.SURE,
        "drill": Drill.CARD,
        "took_seconds": 9,
        "recorded_at": now,
    }
    rows = []
    versions = questions(-(-statements // 5))
    for statement in [one for version in versions for one in version.statements][:statements]:
        at = now - timedelta(days=sum(GAPS) + 1)
        for place, gap in enumerate((0, *GAPS)):
            at += timedelta(days=gap)
            right = not gap or random.random() < 0.9 ** (gap / LASTS * 4)
            named = {"statement_id": statement.id, "client_id": f"{statement.id}-{place}"}
            rows.append({**log, **named, "right": right, "answered_at": at})
    db.execute(insert(ReviewLog), rows)
    sums = {"cards_right": 0, "card_seconds": 9, "questions": 0, "questions_right": 0, "question_seconds": 0}
    db.add(PracticeDay(person_id=person.id, on=clock.today() - timedelta(days=1), cards=len(rows), **sums))
    db.commit()


def work() -> None:
    with transaction():
        look_for_grown_histories()
    tasks.run_due()


def days_until_due(db: Session, person: Person) -> int:
    """The person answers a new statement, rightly and surely: in how many days does it come again?"""
    version = questions(1)[0]
    found = practice_set(person)
    found.items = [[version.question_id, 1]]
    sent = Sent(found.position, Confidence.SURE, f"new-{person.id}")
    answers.answer_card(found, version.statements[0].id, said_correct=True, sent=sent, now=clock.now())
    db.flush()
    card = db.scalars(
        select(ReviewCard).where(ReviewCard.person_id == person.id, ReviewCard.question_id == version.question_id)
    ).one()
    return (card.due_at - card.reviewed_at).days


def test_a_history_counts_where_an_answer_came_on_a_later_day() -> None:
    day = date(2026, 11, 1)
    answered = [(1, True, 0, 3), (2, True, 0, 1), (1, True, 0, 3), (1, True, 4, 1), (1, False, 5, 3), (2, True, 9, 2)]
    graded = [Graded(7, who, correct, day + timedelta(days=on), grade) for who, correct, on, grade in answered]

    assert recalls(graded) == [[(3, 0), (3, 0), (1, 4)], [(1, 0), (2, 9)]]


def test_who_forgets_fast_sees_new_statements_again_sooner(db: Session) -> None:
    forgetful, usual = member(), member()
    simulate(db, forgetful, 100)

    work()

    weights = fits.weights_of(forgetful.id)
    assert weights != USUAL
    assert is_sound(weights)
    assert fits.weights_of(usual.id) == USUAL
    assert days_until_due(db, forgetful) < days_until_due(db, usual)


def test_a_short_history_is_left_alone_until_it_has_grown(db: Session) -> None:
    person = member()
    simulate(db, person, FEWEST_RECALLS // len(GAPS))

    work()
    work()

    fit = db.scalars(select(MemoryFit)).one()
    assert (fit.weights, fits.weights_of(person.id)) == (None, USUAL)
    assert len(db.scalars(select(Outbox).where(Outbox.task == "practice.fit_memory")).all()) == 1
    db.scalars(select(PracticeDay)).one().cards += 200
    db.commit()
    assert fits.grown() == [person.id]


@pytest.mark.parametrize("statements", [4, 5, 6])
def test_a_history_of_whole_questions_is_looked_at_once_however_many_statements_they_have(
    db: Session, statements: int
) -> None:
    person, now = member(), clock.now()
    version = question_version((1,), organisation=home(), statements=statements)
    for _ in range(FEWEST_RECALLS // 5):
        given = Given(person.id, None, Drill.QUESTION, Confidence.SURE, str(uuid4()), 30, now, now)
        write_history(given, [Judged(statement, statement.correct) for statement in version.statements])
        add_to_day(given, right=True)
    db.commit()
    assert fits.grown() == [person.id]

    work()

    assert fits.grown() == []
    day = db.scalars(select(PracticeDay)).one()
    day.questions += FEWEST_RECALLS // 5 // 4
    db.commit()
    assert fits.grown() == [person.id]
