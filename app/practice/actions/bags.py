"""Take cards along, and take in what was answered without a line: once each, whatever is sent twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from math import ceil
from random import Random
from uuid import uuid4

from sqlalchemy import delete

from app.accounts.models import Person
from app.db import db
from app.errors import Refusal
from app.practice.actions import cards as cards_actions
from app.practice.actions.remembering import Cards, Given, Judged, add_to_day, remember, write_history
from app.practice.actions.sets import NOTHING_TO_ASK, ODD_MINUTES
from app.practice.models import PracticeBag
from app.practice.queries import bags as find
from app.practice.queries import cards as find_cards
from app.practice.queries import fits, pool, today, wishes
from app.practice.rules import carrying, choosing, memory
from app.practice.rules.memory import Weights
from app.practice.rules.notes import WHOLE_QUESTION
from app.practice.rules.words import Confidence, Drill, SetKind
from app.questions.models import QuestionVersion, Statement

OFTEN = "1日に持っていけるのは20回までです。いま持っているカードを答えてから、またお試しください。"


@dataclass(frozen=True, slots=True)
class Carried:
    """One answer as the device kept it: to a statement, or to a whole question in one of its versions."""

    bag: str
    client_id: str
    drill: Drill
    asked_id: int
    confidence: Confidence
    said_correct: bool = False
    choices: tuple[int, ...] = ()
    seconds: int | None = None
    answered_at: datetime | None = None


class Outcome(StrEnum):
    """What became of an answer: counted now, counted before, or not of anything that was taken along."""

    COUNTED = "counted"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Packed:
    """A bag with what lies in it: statements, or whole questions."""

    bag: PracticeBag
    statements: Sequence[Statement] = ()
    questions: Sequence[QuestionVersion] = ()

    @property
    def items(self) -> list[list[int]]:
        cards = [[one.version.question_id, one.identity, one.id] for one in self.statements]
        return cards + [[one.question_id, WHOLE_QUESTION, one.id] for one in self.questions]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """An answer that came back, what became of it, and whether it was right; None where it was refused."""

    client_id: str
    outcome: Outcome
    right: bool | None


def pack(person: Person, *, minutes: int, drill: Drill, now: datetime) -> Packed:
    """Pick what the plan wants today for so many minutes, as cards or whole; what was answered elsewhere stays.

    Raises Refusal where there is nothing to ask. Bags that have been out for two months are forgotten.
    """
    if minutes not in carrying.CARRIED_MINUTES:
        raise Refusal(ODD_MINUTES)
    find.one_device_at_a_time(person.id)
    if find.packed_lately(person.id, now) >= carrying.BAGS_A_DAY:
        raise Refusal(OFTEN)
    chosen = _chosen(person, minutes, drill, now)
    bag = PracticeBag(person_id=person.id, name=str(uuid4()), taken_at=now)
    if drill is Drill.CARD:
        packed = Packed(bag, statements=find.newest_statements(chosen))
    else:
        packed = Packed(bag, questions=find.newest_questions(chosen))
    bag.items = packed.items
    if not bag.items:
        raise Refusal(NOTHING_TO_ASK)
    _forget_old(person.id, now)
    db.session.add(bag)
    return packed


def _chosen(person: Person, minutes: int, drill: Drill, now: datetime) -> list[list[int]]:
    settings = wishes.settings_of(person.id)
    found = pool.candidates(person, SetKind.TODAY, None, spared=settings.spared_papers, now=now)
    a_card, a_question = wishes.seconds_each(wishes.days_of(person.id))
    each, most = (a_card, carrying.MOST_CARDS) if drill is Drill.CARD else (a_question, carrying.MOST_QUESTIONS)
    random = Random(f"{person.id} {now}")  # noqa: S311  # order, no secret
    arranged = choosing.arranged(SetKind.TODAY, found, today.day_of(person.id, found, now), random)
    return choosing.items(arranged, drill, min(most, ceil(minutes * 60 / each)))


def _forget_old(person_id: int, now: datetime) -> None:
    out = PracticeBag.taken_at < now - carrying.KEPT_FOR
    db.session.execute(delete(PracticeBag).where(PracticeBag.person_id == person_id, out))


def take_in(person: Person, carried: Sequence[Carried], *, sent_at: datetime | None, now: datetime) -> list[TakenIn]:
    """Record these answers in their order; one that came before changes nothing, so all may be sent again.

    The wording that was on the screen counts, and right or wrong is decided here. `sent_at` is the device's now.
    """
    find.one_device_at_a_time(person.id)
    return list(_Intake(person.id, carried, sent_at, now).all())


class _Intake:
    """One sending while it is taken in: what is known of it, looked up at once however long it is."""

    def __init__(self, person_id: int, carried: Sequence[Carried], sent_at: datetime | None, now: datetime) -> None:
        self.person_id, self.carried, self.sent_at, self.now = person_id, carried, sent_at, now
        self.bags = find.bags_of(person_id, {one.bag for one in carried})
        found = find.statements(_asked(carried, Drill.CARD), _asked(carried, Drill.QUESTION))
        self.statements = {one.id: one for one in found}
        self.questions = {id: list(whole) for id, whole in groupby(found, key=lambda one: one.version_id)}
        self.known = find.known_sendings(person_id, {one.client_id for one in carried})
        questions = {one.version.question_id for one in found}
        self.cards: Cards = find_cards.cards_of_questions(person_id, questions)
        self.weights: Weights = fits.weights_of(person_id)
        self.last_at: datetime | None = None

    def all(self) -> Iterator[TakenIn]:
        counted: set[int] = set()
        for one in self.carried:
            if one.client_id in self.known:
                yield TakenIn(one.client_id, Outcome.KNOWN, self.known[one.client_id])
            elif not (judged := self._judged(one)):
                yield TakenIn(one.client_id, Outcome.REFUSED, None)
            else:
                right = self.known[one.client_id] = self._count(one, judged)
                counted.update(each.statement.id for each in judged)
                yield TakenIn(one.client_id, Outcome.COUNTED, right)
        db.session.flush()  # what was reworded meanwhile is looked for in the database
        for question_id in find.questions_reworded_since(counted):
            cards_actions.reschedule_changed(question_id, now=self.now)

    def _judged(self, one: Carried) -> list[Judged]:
        """What was said of which statement; of none where it was not taken along, or is gone, or the marks are too
        many or too few."""
        bag = self.bags.get(one.bag)
        if bag is None or (one.drill, one.asked_id) not in bag.taken:
            return []
        if one.drill is Drill.CARD:
            statement = self.statements.get(one.asked_id)
            return [Judged(statement, one.said_correct)] if statement else []
        judged = [Judged(each, each.position in one.choices) for each in self.questions.get(one.asked_id, [])]
        marked = sum(each.said_correct for each in judged)
        return judged if judged and marked == len(one.choices) == judged[0].statement.version.choose else []

    def _count(self, one: Carried, judged: Sequence[Judged]) -> bool:
        bag = self.bags[one.bag]
        at = carrying.answered_at(
            one.answered_at, self.sent_at, now=self.now, taken_at=bag.taken_at, after=self.last_at
        )
        self.last_at = at
        left = (self.now - bag.taken_at).total_seconds() - bag.spent_seconds
        given = Given(
            person_id=self.person_id,
            set_id=None,
            drill=one.drill,
            confidence=one.confidence,
            client_id=one.client_id,
            seconds=memory.seconds_taken(one.seconds, elapsed=left),
            at=at,
            now=self.now,
        )
        write_history(given, judged)
        question_id = judged[0].statement.version.question_id
        remember(given, judged, question_id, self.cards, self.weights, may_be_late=True)
        right = all(each.right for each in judged)
        add_to_day(given, right=right)
        bag.answered += 1
        bag.right += right
        bag.spent_seconds += given.seconds
        return right


def _asked(carried: Sequence[Carried], drill: Drill) -> set[int]:
    return {one.asked_id for one in carried if one.drill is drill}
