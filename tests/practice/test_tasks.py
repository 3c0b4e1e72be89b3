from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask_mailman import EmailMessage
from sqlalchemy.orm import Session

from app import clock, tasks
from app.accounts.models import Person
from app.db import transaction
from app.practice.models import MarkedDay, PracticeDay, PracticeSettings
from app.practice.rules.words import DayKind
from app.practice.tasks import remind
from tests.factories import AccountFactory

EVENING = datetime(2026, 11, 22, 9, 5, tzinfo=UTC)  # 18:05 in Japan
Freeze = Callable[[datetime], None]


@pytest.fixture
def person(db: Session, freeze: Freeze) -> Person:
    freeze(EVENING)
    account = AccountFactory()
    someone: Person = account.person
    return someone


def wants(db: Session, person: Person, **about: Any) -> PracticeSettings:
    """The person wants to be reminded at six in the evening."""
    said = {"remind_at": 18 * 60, "quiet_from": 21 * 60, "quiet_until": 7 * 60, "minutes_a_day": 15, **about}
    settings = PracticeSettings(person_id=person.id, spared_papers=[], changed_at=clock.now(), **said)
    db.add(settings)
    db.commit()
    return settings


def reminded(letters: list[EmailMessage]) -> int:
    with transaction():
        remind()
    tasks.run_due()
    return len(letters)


def test_who_asked_for_it_is_reminded_once_a_day(
    db: Session, person: Person, letters: list[EmailMessage], freeze: Freeze
) -> None:
    wants(db, person)

    assert reminded(letters) == 1
    assert reminded(letters) == 1
    assert "15分" in letters[0].body
    assert "/practice/settings" in letters[0].body
    freeze(EVENING + timedelta(days=1))
    assert reminded(letters) == 2


@pytest.mark.parametrize(
    "about",
    [
        {"remind_at": None},
        {"remind_at": 18 * 60 + 30},
        {"remind_at": 16 * 60},
        {"quiet_from": 17 * 60, "quiet_until": 19 * 60},
        {"quiet_from": 18 * 60, "quiet_until": 6 * 60},
    ],
)
def test_nobody_is_reminded_at_another_hour_or_when_quiet(
    db: Session, person: Person, letters: list[EmailMessage], about: dict[str, int | None]
) -> None:
    wants(db, person, **about)

    assert reminded(letters) == 0


def test_nobody_is_reminded_on_a_day_off_or_after_practice(
    db: Session, person: Person, letters: list[EmailMessage]
) -> None:
    wants(db, person)
    db.add(MarkedDay(person_id=person.id, on=clock.today(), kind=DayKind.OFF))
    db.commit()
    assert reminded(letters) == 0

    db.delete(db.get_one(MarkedDay, (person.id, clock.today())))
    done = {"cards_right": 1, "card_seconds": 9, "questions": 0, "questions_right": 0, "question_seconds": 0}
    db.add(PracticeDay(person_id=person.id, on=clock.today(), cards=1, **done))
    db.commit()
    assert reminded(letters) == 0
