"""Groups of people that a paper may be made for, and what they have seen: the rooms above enter what they know."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Person
from app.db import db
from app.exams.models import Attempt, PaperQuestion
from app.questions.models import QuestionVersion


@dataclass(frozen=True, slots=True)
class Group:
    """Some people by the name that they have on screen."""

    key: str
    title: str
    people: Callable[[], Collection[int]]


Groups = Callable[[Person], list[Group]]
Seen = Callable[[Collection[int]], set[int]]
_groups: list[Groups] = []
_seen: list[Seen] = []


def register_groups(finder: Groups) -> Groups:
    """Enter a function that gives the groups with which somebody who runs papers has to do."""
    _groups.append(finder)
    return finder


def register_seen(finder: Seen) -> Seen:
    """Enter a function that gives the ids of the questions that any of these people has met."""
    _seen.append(finder)
    return finder


def groups(person: Person) -> list[Group]:
    """The groups that the person may make a paper for."""
    return [group for finder in _groups for group in finder(person)]


def seen_by(people: Collection[int]) -> set[int]:
    """Ids of the questions that any of these people has met, in a paper or elsewhere."""
    return {question for finder in _seen for question in finder(people)}


@register_seen
def _in_papers(people: Collection[int]) -> set[int]:
    """A question is the same in all its versions: who knows one knows the answer."""
    return set(
        db.session.scalars(
            select(QuestionVersion.question_id)
            .join(PaperQuestion, PaperQuestion.version_id == QuestionVersion.id)
            .join(Attempt, Attempt.edition_id == PaperQuestion.edition_id)
            .where(Attempt.person_id.in_(people))
            .distinct()
        )
    )
