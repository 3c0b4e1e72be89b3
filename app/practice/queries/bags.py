"""Find what somebody took along, and the statements in it with all that is shown of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts.models import Person
from app.db import db
from app.practice.models import PracticeBag, ReviewLog
from app.practice.queries.pool import newest
from app.questions.models import Citation, QuestionVersion, Statement
from app.questions.queries import versions_with_sources


def bags_of(person_id: int, names: Collection[str]) -> dict[str, PracticeBag]:
    """The person's bags by name; whoever else asks for them meanwhile waits."""
    found = db.session.scalars(
        select(PracticeBag)
        .where(PracticeBag.person_id == person_id, PracticeBag.name.in_(names))
        .order_by(PracticeBag.id)
        .with_for_update()
    )
    return {bag.name: bag for bag in found}


def one_device_at_a_time(person_id: int) -> None:
    """Let two devices of the person come one after the other until the transaction ends."""
    db.session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))


def packed_lately(person_id: int, now: datetime) -> int:
    """How often the person has taken something along within a day."""
    wanted = select(func.count()).where(
        PracticeBag.person_id == person_id, PracticeBag.taken_at > now - timedelta(days=1)
    )
    return db.session.scalar(wanted) or 0


def newest_statements(items: Sequence[Sequence[int]]) -> list[Statement]:
    """The statements [question, identity] in their published wording, in this order, with what a card shows.

    Version with topic, case and all its statements, question, and sources: in three queries however many there are.
    """
    found = db.session.scalars(
        select(Statement)
        .join(Statement.version)
        .where(QuestionVersion.id.in_(newest()), QuestionVersion.question_id.in_({item[0] for item in items}))
        .options(
            contains_eager(Statement.version).options(
                joinedload(QuestionVersion.topic),
                joinedload(QuestionVersion.case_stem),
                joinedload(QuestionVersion.question),
                selectinload(QuestionVersion.statements),
            ),
            selectinload(Statement.citations).joinedload(Citation.source),
        )
    )
    by_item = {(one.version.question_id, one.identity): one for one in found}
    return [by_item[item[0], item[1]] for item in items if (item[0], item[1]) in by_item]


def newest_questions(items: Sequence[Sequence[int]]) -> list[QuestionVersion]:
    """The questions [question] in their published wording, in this order, with all that is shown of them."""
    wanted = select(QuestionVersion.question_id, QuestionVersion.id).where(
        QuestionVersion.id.in_(newest()), QuestionVersion.question_id.in_({item[0] for item in items})
    )
    ids = dict(db.session.execute(wanted).all())
    versions = versions_with_sources(ids.values())
    return [versions[ids[item[0]]] for item in items if item[0] in ids]


def statements(ids: Collection[int], version_ids: Collection[int]) -> Sequence[Statement]:
    """These statements and all of these versions, each with its version, in the order of their questions."""
    return db.session.scalars(
        select(Statement)
        .where(Statement.id.in_(ids) | Statement.version_id.in_(version_ids))
        .options(joinedload(Statement.version))
        .order_by(Statement.version_id, Statement.position)
    ).all()


def known_sendings(person_id: int, client_ids: Collection[str]) -> dict[str, bool]:
    """Of these sendings those that were stored before, and whether they were right in all they said."""
    wanted = select(ReviewLog.client_id, ReviewLog.right).where(
        ReviewLog.person_id == person_id, ReviewLog.client_id.in_(client_ids)
    )
    known: dict[str, bool] = {}
    for client_id, right in db.session.execute(wanted):
        known[client_id] = known.get(client_id, True) and right
    return known


def questions_reworded_since(statement_ids: Collection[int]) -> set[int]:
    """Questions of these statements whose published version is another one by now."""
    wanted = (
        select(QuestionVersion.question_id)
        .join(Statement, Statement.version_id == QuestionVersion.id)
        .where(Statement.id.in_(statement_ids), QuestionVersion.id.not_in(newest()))
    )
    return set(db.session.scalars(wanted))
