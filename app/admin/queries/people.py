"""People at the desk: who may be the same person, and what each has."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import func, select

from app.accounts import queries
from app.accounts.models import Person
from app.accounts.queries.people import ADDRESS
from app.db import db
from app.exams.models import Attempt
from app.lists import Column, Wanted, Wish
from app.practice.models import ReviewCard
from app.training.models.running import Enrolment


def others_wanted(person: Person, by: Person, wish: Wish) -> Wanted:
    """Everybody but this person and those who are pseudonyms, as the list of people finds them."""
    wanted = queries.people_wanted(by, wish)
    return wanted.where(Person.id != person.id, Person.pseudonymised_at.is_(None))


def columns_for_merging(page: Callable[[int], str]) -> list[Column]:
    """What tells two records of one person."""
    return [
        Column("kana", "フリガナ", lambda row: row.Person.kana, (Person.kana,)),
        Column("name", "氏名", lambda row: row.Person.name, (Person.name,), link=lambda row: page(row.Person.id)),
        Column("email", "メールアドレス", lambda row: row.email, (ADDRESS,)),
        Column("created", "登録", lambda row: row.Person.created_at, (Person.created_at,)),
    ]


def counted(person_id: int) -> dict[str, int]:
    """How much of what matters hangs on this person."""
    columns = {"受験": Attempt.person_id, "復習カード": ReviewCard.person_id, "受講": Enrolment.person_id}
    return {
        label: db.session.scalar(select(func.count()).where(column == person_id)) or 0
        for label, column in columns.items()
    }
