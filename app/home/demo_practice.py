"""Four weeks of practice of one person of the demo: ten minutes most days, none around night shifts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from app.accounts.models import Person
from app.clock import jst
from app.errors import Refusal
from app.practice.actions import answers, sets, wishes
from app.practice.actions.answers import Sent
from app.practice.actions.wishes import Wishes
from app.practice.queries.sets import card
from app.practice.rules.calendar import QUIET_FROM, QUIET_UNTIL
from app.practice.rules.words import Away, Confidence, DayKind, Drill, SetKind

WEEKS = 4
MINUTES = 10
CARDS = {SetKind.TODAY: 14, SetKind.UNSEEN: 6}  # the second set is broken off before what was wrong comes again
NIGHTS, OFF = (2, 5), 6  # of each week, counted from the first day
SEED = 20261122
KNOWN_AT_FIRST, KNOWN_AGAIN, KNOWN_BY_LUCK = 0.64, 0.92, 0.5
SUNDAY = 6


def practise(person: Person, now: datetime) -> int:
    """The sets of four weeks up to yesterday, answered as somebody does who learns; says how many answers."""
    random = Random(SEED)  # noqa: S311  # plausible, not secret
    begun_at = now - timedelta(days=7 * WEEKS)
    _wish(person, begun_at, jst(now).date())
    met: set[int] = set()
    return sum(_set(person, kind, at, met, random) for at in _evenings(begun_at) for kind in CARDS)


def exam_day(today: date) -> date:
    """The second Sunday of the next October that is two months away at least: so it has been for years."""
    year = today.year + ((today + timedelta(days=60)) >= date(today.year, 10, 8))
    first = date(year, 10, 1)
    return first + timedelta(days=(SUNDAY - first.weekday()) % 7 + 7)


def _wish(person: Person, begun_at: datetime, today: date) -> None:
    wished = Wishes(exam_day(today), 15, (), None, True, QUIET_FROM, QUIET_UNTIL)
    wishes.save_settings(person, wished, now=begun_at)
    begun_on = jst(begun_at).date()
    marks = dict.fromkeys(NIGHTS, DayKind.NIGHT) | {OFF: DayKind.OFF}
    marked = {
        begun_on + timedelta(days=7 * week + day): kind for week in range(WEEKS + 2) for day, kind in marks.items()
    }
    wishes.mark_days(person, marked)


def _evenings(begun_at: datetime) -> Iterator[datetime]:
    """The hour of each set; what follows a night shift is slept through."""
    for day in range(7 * WEEKS):
        if day % 7 not in (*NIGHTS, OFF):
            yield begun_at + timedelta(days=day)


def _set(person: Person, kind: SetKind, at: datetime, met: set[int], random: Random) -> int:
    try:
        found = sets.start(person, kind, None, drill=Drill.CARD, minutes=MINUTES, now=at)
    except Refusal:  # nothing of this kind is left
        return 0
    while (item := found.item) and found.answered < CARDS[kind]:
        statement = card(item, person, at)
        if isinstance(statement, Away):
            sets.step_over(found, found.position, now=at)
            continue
        at += timedelta(seconds=random.randint(9, 40))
        confidence = random.choices(list(Confidence), (6, 3, 1))[0]
        known = KNOWN_AGAIN if statement.id in met else KNOWN_AT_FIRST
        right = random.random() < (KNOWN_BY_LUCK if confidence is Confidence.GUESS else known)
        met.add(statement.id)
        sent = Sent(found.position, confidence, str(UUID(int=random.getrandbits(128))))
        answers.answer_card(found, statement.id, said_correct=statement.correct == right, sent=sent, now=at)
    sets.end(found, now=at)
    return found.answered
