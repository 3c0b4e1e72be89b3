"""Begin a set, end it, step over what is not asked."""

from __future__ import annotations

from datetime import datetime
from random import Random

from app.accounts.models import Person
from app.db import db
from app.errors import Conflict, Refusal
from app.practice.models import PracticeSet
from app.practice.queries import pool, sets, today, wishes
from app.practice.rules import choosing
from app.practice.rules.words import MINUTES, WITH_SUBJECT, Drill, SetKind

NOTHING_TO_ASK = "いま、この条件で出せる問題はありません。ほかの選び方でお試しください。"
NO_SUBJECT = "何を練習するかを選んでから始めてください。"
ODD_MINUTES = "練習の長さは、3・5・10・15・20分から選んでください。"
SET_OVER = "この練習は終わっています。練習のページから、次の練習を始めてください。"


def start(
    person: Person, kind: SetKind, subject: str | None, *, drill: Drill, minutes: int, now: datetime
) -> PracticeSet:
    """Pick a set of so many minutes; one that was open ends, and what was answered in it stays.

    Raises Refusal where there is nothing to ask.
    """
    if minutes not in MINUTES and minutes != wishes.settings_of(person.id).minutes_a_day:
        raise Refusal(ODD_MINUTES)
    if kind in WITH_SUBJECT and not subject:
        raise Refusal(NO_SUBJECT)
    chosen = _chosen(person, kind, subject, drill, minutes, now)
    if not chosen:
        raise Refusal(NOTHING_TO_ASK)
    before = sets.open_set(person.id)
    if before is not None:
        end(before, now=now)
        db.session.flush()  # only one may be open: the old one must end first
    begun = PracticeSet(
        person_id=person.id,
        kind=kind,
        subject=subject if kind in WITH_SUBJECT else None,
        drill=drill,
        minutes=minutes,
        items=chosen,
        started_at=now,
        touched_at=now,
    )
    db.session.add(begun)
    db.session.flush()  # the page of the set needs its id
    return begun


def _chosen(
    person: Person, kind: SetKind, subject: str | None, drill: Drill, minutes: int, now: datetime
) -> list[list[int]]:
    settings = wishes.settings_of(person.id)
    found = pool.candidates(person, kind, subject, spared=settings.spared_papers, now=now)
    a_card, a_question = wishes.seconds_each(wishes.days_of(person.id))
    day = today.day_of(person.id, found if kind is SetKind.TODAY else [], now)
    arranged = choosing.arranged(kind, found, day, Random(f"{person.id} {now.date()}"))  # noqa: S311  # order, no secret
    at_most = choosing.room(minutes, a_card if drill is Drill.CARD else a_question)
    return choosing.items(arranged, drill, at_most)


def end(found: PracticeSet, *, now: datetime) -> None:
    """End the set; ending it twice changes nothing."""
    found.ended_at = found.ended_at or now


def step_over(found: PracticeSet, position: int, *, now: datetime) -> None:
    """Leave out the item at `position`, which is not asked now; a second tap steps over nothing else."""
    if found.ended_at is not None:
        raise Conflict(SET_OVER)
    if position == found.position:
        found.position += 1
        found.touched_at = now
        end_if_over(found, now=now)


def end_if_over(found: PracticeSet, *, now: datetime) -> None:
    """End the set once its minutes or its items are used up."""
    if found.item is None:
        end(found, now=now)
