"""Questions to practise, and somebody's cards, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import factory
from sqlalchemy import select

from app import clock
from app.accounts.models import Organisation, Person
from app.accounts.rules import HOME_ORGANISATION
from app.db import db
from app.practice.actions import sets
from app.practice.models import Note, PracticeSet, ReviewCard
from app.practice.rules.words import CardState, Confidence, Drill, SetKind
from app.questions.models import QuestionVersion, Statement
from app.search import twin
from tests.exams.factories import question_version
from tests.factories import ModelFactory, OrganisationFactory


def home() -> Organisation:
    """The site's own organisation, which owns the stock."""
    found = db.session.scalar(select(Organisation).where(Organisation.slug == HOME_ORGANISATION))
    if found is None:
        found = OrganisationFactory(slug=HOME_ORGANISATION)
    return found


def questions(count: int = 2, *, organisation: Organisation | None = None) -> list[QuestionVersion]:
    """So many published questions of the stock, 1 and 3 right of five."""
    return [question_version((1, 3), organisation=organisation or home()) for _ in range(count)]


def new_version(version: QuestionVersion, **changes: Any) -> QuestionVersion:
    """The next version of the question; `changes` are of its first statement: text, correct, why."""
    newer = QuestionVersion(
        published_at=clock.now(),
        question_id=version.question_id,
        number=version.number + 1,
        topic_id=version.topic_id,
        stem=version.stem,
        choose=version.choose,
        accepted_keys=version.accepted_keys,
        as_of=version.as_of,
        difficulty=2,
        tags=[],
        rights="own",
        content_hash=f"{version.content_hash}+",
        created_at=clock.now(),
        statements=[
            Statement(position=one.position, identity=one.identity, text=one.text, correct=one.correct, why=one.why)
            for one in version.statements
        ],
    )
    for name, value in changes.items():
        setattr(newer.statements[0], name, value)
    db.session.add(newer)
    db.session.flush()
    return newer


class ReviewCardFactory(ModelFactory):
    """Somebody's card of a statement, right and sure five days ago, due tomorrow."""

    class Meta:
        model = ReviewCard

    identity = 1
    state = CardState.REVIEW
    stability = 6.0
    difficulty = 5.0
    reps = 1
    lapses = 0
    last_right = True
    last_confidence = Confidence.SURE


class NoteFactory(ModelFactory):
    class Meta:
        model = Note

    search_text = factory.LazyAttribute(lambda note: twin(note.text))
    changed_at = factory.LazyFunction(clock.now)


def card(person: Person, statement: Statement, *, due_in: int = 1, seen: int = 5, **about: Any) -> ReviewCard:
    """The person's card of the statement; days from now, and ago."""
    now = clock.now()
    made: ReviewCard = ReviewCardFactory(
        person_id=person.id,
        question_id=statement.version.question_id,
        identity=statement.identity,
        statement_id=statement.id,
        reviewed_at=now - timedelta(days=seen),
        due_at=now + timedelta(days=due_in),
        **about,
    )
    return made


def note(person: Person, version: QuestionVersion, identity: int = 1, **about: Any) -> Note:
    """The person's bookmark on a statement, or on the question where identity is 0; a note with `text`."""
    said = {"starred": True, "text": "", **about}
    made: Note = NoteFactory(person_id=person.id, question_id=version.question_id, identity=identity, **said)
    return made


def practice_set(
    person: Person,
    kind: SetKind = SetKind.TODAY,
    *,
    subject: str | None = None,
    drill: Drill = Drill.CARD,
    minutes: int = 15,
    now: datetime | None = None,
) -> PracticeSet:
    """A set that the person has just begun."""
    return sets.start(person, kind, subject, drill=drill, minutes=minutes, now=now or clock.now())


def statements_of(items: Sequence[Sequence[int]], versions: Sequence[QuestionVersion]) -> list[Statement]:
    """The statements of a set's items, in its order."""
    by_item = {(v.question_id, s.identity): s for v in versions for s in v.statements}
    return [by_item[item[0], item[1]] for item in items]
