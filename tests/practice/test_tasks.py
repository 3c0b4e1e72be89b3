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
from app.practice.queries import reminders
from app.practice.rules import calendar
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


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("20:51", ("21:00", "07:00")),
        ("20:59", ("21:00", "07:00")),
        ("23:59", ("08:00", "16:00")),
        ("00:00", ("08:00", "16:00")),
    ],
)
def test_an_hour_that_the_settings_take_is_an_hour_that_comes(
    db: Session, person: Person, letters: list[EmailMessage], freeze: Freeze, at: str, quiet: tuple[str, str]
) -> None:
    remind_at, quiet_from, quiet_until = (int(said[:2]) * 60 + int(said[3:]) for said in (at, *quiet))
    wants(db, person, remind_at=remind_at, quiet_from=quiet_from, quiet_until=quiet_until)
    often, midnight = tasks.PERIODIC["app.practice.tasks.remind"].minutes, clock.start_of(clock.today())

    for minute in range(0, 24 * 60, often):  # as the worker does it
        if abs(minute - remind_at) <= 20:
            freeze(midnight + timedelta(minutes=minute))
            reminded(letters)

    assert len(letters) == 1


def test_everybody_is_reminded_however_many_share_an_hour(
    db: Session, person: Person, letters: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "AT_A_TIME", 2)
    sleeping = [AccountFactory().person for _ in range(3)]  # the first by their numbers, and never due
    for someone in sleeping:
        wants(db, someone, quiet_from=18 * 60 + 1, quiet_until=19 * 60)
    awake = [AccountFactory() for _ in range(5)]
    for account in awake:
        wants(db, account.person)

    assert reminded(letters) == 5
    assert {letter.to[0] for letter in letters} == {account.email for account in awake}
    assert reminded(letters) == 5


def test_quiet_hours_are_the_same_to_the_database_and_to_the_rule(db: Session, person: Person) -> None:
    kept = wants(db, person)
    for begin, end in [(0, 0), (600, 600), (0, 1), (600, 660), (1380, 420), (1439, 0), (1, 0)]:
        kept.quiet_from, kept.quiet_until = begin, end
        for minute in sorted(
            {0, 1, 1439, *(each + by for each in (begin, end) for by in (-1, 0, 1))} & set(range(1440))
        ):
            kept.remind_at = minute
            db.flush()
            due = reminders.due(clock.start_of(clock.today()) + timedelta(minutes=minute))
            assert bool(due) != calendar.within(minute, begin, end), (begin, end, minute)


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
