from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.accounts.actions import home_organisation
from app.accounts.models import Person
from app.errors import Conflict, NotFound
from app.exams.models import Attempt
from app.exams.rules import AttemptState
from app.home import demo_cohorts, demo_people
from app.home.actions import fill_with_demo
from app.home.demo_practice import exam_day
from app.mail import Mail
from app.notices.models import Notice
from app.notices.rules import NoticeKind
from app.practice.models import PracticeDay, ReviewLog
from app.tasks import Outbox
from tests.exams.factories import exam


@pytest.fixture
def paper(db: Session) -> None:
    exam(slug=demo_people.PAPER, organisation=home_organisation(clock.now()))


def counted(db: Session) -> dict[tuple[AttemptState, bool | None], int]:
    rows = db.execute(select(Attempt.state, Attempt.passed, func.count()).group_by(Attempt.state, Attempt.passed))
    return {(state, passed): count for state, passed, count in rows}


@pytest.mark.usefixtures("paper")
def test_the_demo_leaves_sittings_of_every_kind_scored(db: Session) -> None:
    now = clock.now()

    filled = fill_with_demo(now)
    db.flush()

    found = counted(db)
    assert sum(found.values()) == filled.attempts
    assert found[AttemptState.OPEN, None] == 1
    assert sum(count for (state, _), count in found.items() if state is AttemptState.TIMED_OUT) == 1
    assert found[AttemptState.SUBMITTED, True] > 5
    assert found[AttemptState.SUBMITTED, False] > 5
    factors = {str(factor) for factor in db.scalars(select(Attempt.factor).distinct())}
    assert factors == {"1.00", "1.30"}


@pytest.mark.usefixtures("paper")
def test_the_demo_has_cohorts_that_say_much_and_asks_the_worker_to_reckon(db: Session) -> None:
    filled = fill_with_demo(clock.now())
    db.flush()

    sat = select(func.count(Attempt.person_id.distinct())).where(Attempt.state != AttemptState.OPEN)
    assert (db.scalar(sat) or 0) >= filled.simulated == sum(demo_cohorts.SIZES.values()) > 500
    assert "statistics.refresh" in set(db.scalars(select(Outbox.task)))


@pytest.mark.usefixtures("paper")
def test_one_of_the_demo_has_practised_for_weeks(db: Session) -> None:
    now = clock.now()

    filled = fill_with_demo(now)
    db.flush()

    [learner] = set(db.scalars(select(ReviewLog.person_id)))
    days = db.scalars(select(PracticeDay).where(PracticeDay.person_id == learner).order_by(PracticeDay.on)).all()
    assert 14 <= len(days) <= 17
    assert clock.today() - days[0].on == timedelta(days=28)
    assert sum(day.cards for day in days) == filled.answers > 100
    assert {log.right for log in db.scalars(select(ReviewLog))} == {True, False}


@pytest.mark.parametrize(
    ("today", "exam_on"),
    [
        (date(2026, 11, 22), date(2027, 10, 10)),
        (date(2027, 8, 1), date(2027, 10, 10)),
        (date(2027, 9, 30), date(2028, 10, 8)),
    ],
)
def test_the_exam_is_on_the_second_sunday_of_an_october(today: date, exam_on: date) -> None:
    assert exam_day(today) == exam_on


@pytest.mark.usefixtures("paper")
def test_the_demo_tells_people_things_and_sends_no_letter(db: Session) -> None:
    fill_with_demo(clock.now())

    told = set(db.scalars(select(Notice.kind)))
    assert {NoticeKind.ACCOUNT, NoticeKind.EXTRA_TIME} <= told
    assert db.scalars(select(Mail)).all() == []


@pytest.mark.usefixtures("paper")
def test_the_demo_is_not_put_in_twice(db: Session) -> None:
    fill_with_demo(clock.now())
    people = db.scalar(select(func.count()).select_from(Person))

    with pytest.raises(Conflict):
        fill_with_demo(clock.now())

    assert db.scalar(select(func.count()).select_from(Person)) == people


def test_a_demo_without_the_paper_is_refused(db: Session) -> None:
    with pytest.raises(NotFound):
        fill_with_demo(clock.now())
