"""Three weeks of somebody with night shifts, day by day up to the exam, by a clock that the test moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.db import db as site
from app.practice.actions import answers, sets, wishes
from app.practice.actions.answers import Sent
from app.practice.actions.wishes import Wishes
from app.practice.models import PracticeDay, ReviewCard, ReviewLog
from app.practice.queries import sets as find
from app.practice.queries.plan import plan_of
from app.practice.queries.today import Today, today_of
from app.practice.rules.words import Confidence, DayKind, Drill, SetKind
from app.questions.models import Statement
from tests.factories import member
from tests.practice.factories import questions

EVENING = datetime(2027, 9, 19, 11, 0, tzinfo=UTC)  # 20:00 in Japan
EXAM = date(2027, 10, 10)
NIGHTS, OFF, ILL = {3, 8, 13}, {4, 9, 14}, {5, 6, 7}
SECONDS = 20
AGAIN = 1.34  # a quarter is wrong, and comes once more in the set itself


def evening(day: int) -> datetime:
    return EVENING + timedelta(days=day)


def practise(person: Person, now: datetime, wanted: int) -> None:
    """Answer what the plan wants, twenty seconds each; three of four rightly and surely."""
    found = sets.start(person, SetKind.TODAY, None, drill=Drill.CARD, minutes=15, now=now)
    for number in range(wanted):
        if found.item is None:
            return
        now += timedelta(seconds=SECONDS)
        asked = find.card(found.item, person, now)
        assert isinstance(asked, Statement)
        statement = site.session.get_one(Statement, asked.id)
        said = statement.correct if number % 4 else not statement.correct
        sent = Sent(found.position, Confidence.SURE, f"{now.timestamp()}")
        answers.answer_card(found, statement.id, said_correct=said, sent=sent, now=now)
    sets.end(found, now=now)


def test_three_weeks_up_to_the_exam(db: Session, freeze: Callable[[datetime], None]) -> None:
    person = member()
    questions(12)
    wishes.save_settings(person, Wishes(EXAM, 15, (), None, True, 0, 0), now=EVENING)
    kinds = dict.fromkeys(NIGHTS, DayKind.NIGHT) | dict.fromkeys(OFF, DayKind.OFF)
    wishes.mark_days(person, {evening(day).date(): kind for day, kind in kinds.items()})
    db.commit()
    seen: dict[int, Today] = {}

    for day in range(21):
        now = evening(day)
        freeze(now)
        seen[day] = today_of(person, now)
        load = seen[day].load
        if not seen[day].off and day not in ILL:
            practise(person, now, round((load.reviews + load.new + load.last_looks) * AGAIN))
        db.commit()

    # Nothing on days off, half around night shifts, never more than the budget.
    assert {day for day, today in seen.items() if today.off} == OFF
    assert all(seen[day].load.room <= seen[day - 1].load.room // 2 + 1 for day in NIGHTS)
    assert max(row.seconds for row in db.scalars(select(PracticeDay))) <= 15 * 60
    # The days that were missed are spread: the next day asks for a day's work, and says that the rest may wait.
    assert seen[10].load.minutes <= 15
    # Nearly all of the 60 statements were seen in the first half, although nine days were lost; then nothing new.
    assert (db.scalar(select(func.count()).select_from(ReviewCard)) or 0) >= 57
    assert not any(seen[day].load.new for day in range(12, 21))
    # What was done counts once, and the streak goes over nights and days off, but not over three days ill.
    assert db.scalar(select(func.count()).select_from(ReviewLog)) == sum(
        row.cards for row in db.scalars(select(PracticeDay))
    )
    assert seen[20].streak >= 10
    assert seen[8].streak == 0
    assert plan_of(person, evening(20)).way.waiting == 0
    assert Counter(today.days_left for today in seen.values()) == Counter(range(1, 22))
