from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app import clock, tasks
from app.exams.actions import scoring
from app.exams.rules import GRACE
from app.home import queries
from app.questions.rules.words import PaperKind, Results
from app.tasks import OutboxState
from tests.exams.factories import AttemptFactory, exam
from tests.factories import NoticeFactory, PersonFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return clock.now()


def test_open_attempts_are_those_with_time_left_the_shortest_first(db: Session, now: datetime) -> None:
    person = PersonFactory()
    long = AttemptFactory(person=person, edition=exam(minutes=120), started_at=now)
    short = AttemptFactory(person=person, edition=exam(minutes=60), started_at=now)
    AttemptFactory(person=person, edition=exam(minutes=60), started_at=now - HOUR - 2 * GRACE)
    AttemptFactory(person=person, closed=True, started_at=now - 5 * HOUR)
    AttemptFactory(edition=short.edition)

    assert list(queries.open_attempts(person.id, now)) == [short, long]


def test_the_seconds_of_grace_belong_to_the_sitting(db: Session, now: datetime) -> None:
    person = PersonFactory()
    attempt = AttemptFactory(person=person, edition=exam(minutes=60), started_at=now - HOUR)

    within, after = now + GRACE, now + GRACE + timedelta(seconds=1)

    assert list(queries.open_attempts(person.id, within)) == [attempt]
    assert queries.latest_result(person.id, within) is None
    assert list(queries.open_attempts(person.id, after)) == []
    assert queries.latest_result(person.id, after) is not None


def test_the_latest_result_is_that_of_the_newest_finished_mock(db: Session, now: datetime) -> None:
    person, edition = PersonFactory(), exam()
    AttemptFactory(person=person, edition=edition, closed=True, started_at=now - 9 * HOUR, answers={1: (1, 3)})
    newest = AttemptFactory(
        person=person, edition=edition, closed=True, started_at=now - 5 * HOUR, answers={2: (2, 4), 4: (4, 5)}
    )
    short = exam(kind=PaperKind.SHORT)
    AttemptFactory(person=person, edition=short, closed=True, started_at=now - 3 * HOUR)
    AttemptFactory(person=person, edition=edition, started_at=now)
    AttemptFactory(edition=edition, closed=True, started_at=now - 2 * HOUR)

    from_answers = queries.latest_result(person.id, now)
    scoring.store_scores(scoring.to_score())
    db.expire_all()
    from_scores = queries.latest_result(person.id, now)

    assert from_answers is not None
    assert from_answers == from_scores
    assert (from_answers.attempt, from_answers.result.passed) == (newest, True)


def test_a_result_waits_until_the_paper_has_closed(db: Session, now: datetime) -> None:
    person = PersonFactory()
    edition = exam(results=Results.AFTER_CLOSE, closes_at=now + HOUR)
    AttemptFactory(person=person, edition=edition, closed=True, started_at=now - 5 * HOUR)

    assert queries.latest_result(person.id, now) is None
    assert queries.latest_result(person.id, now + 2 * HOUR) is not None


def test_a_result_waits_for_the_last_who_still_sits(db: Session, now: datetime) -> None:
    person = PersonFactory()
    edition = exam(minutes=120, results=Results.AFTER_CLOSE, closes_at=now - timedelta(minutes=1))
    mine = AttemptFactory(person=person, edition=edition, closed=True, started_at=now - 3 * HOUR)
    AttemptFactory(edition=edition, started_at=now - HOUR)  # another has more time
    AttemptFactory(person=person, edition=exam(), closed=True, started_at=now - 9 * HOUR)

    before = queries.latest_result(person.id, now)
    after = queries.latest_result(person.id, now + HOUR + 2 * GRACE)

    assert (before is not None, before and before.attempt == mine) == (True, False)
    assert after is not None
    assert after.attempt == mine


def test_the_newest_unread_notices_are_one_s_own_and_few(db: Session, now: datetime) -> None:
    person = PersonFactory()
    told = [NoticeFactory(person_id=person.id) for _ in range(queries.NOTICES_SHOWN + 1)]
    NoticeFactory(person_id=person.id, read_at=now)
    NoticeFactory(person_id=PersonFactory().id)

    assert list(queries.newest_unread(person.id)) == told[:0:-1]


def test_figures_count_what_goes_on(db: Session, now: datetime) -> None:
    AttemptFactory(started_at=now)
    AttemptFactory(edition=exam(minutes=60), started_at=now - 2 * HOUR)
    tasks.enqueue("mail.deliver", mail_id=1)

    figures = queries.figures(now)

    assert figures.open_attempts == 1
    assert figures.outbox == {OutboxState.WAITING: 1, OutboxState.RUNNING: 0, OutboxState.FAILED: 0}
