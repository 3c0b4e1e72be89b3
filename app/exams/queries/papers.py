"""Find papers: what is on offer to whom, and which somebody may run or rule on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Person
from app.accounts.queries import organisations_of, organisations_where
from app.accounts.rules import Permission
from app.db import db
from app.errors import NotFound
from app.exams.models import Attempt, Paper, PaperEdition
from app.exams.rules import GRACE, AttemptState, Audience, PaperState
from app.questions.rules.words import PaperKind

NO_PAPER = "この試験は見つかりません。試験の一覧から選んでください。"
ON_OFFER = (PaperKind.MOCK, PaperKind.SHORT)


@dataclass(frozen=True, slots=True)
class Offer:
    """A paper as one candidate finds it."""

    paper: Paper
    edition: PaperEdition
    state: PaperState
    sat: int
    open_attempt_id: int | None


def offers(person: Person, now: datetime) -> list[Offer]:
    """The papers that the person may see, in the order of their slugs, with the person's own state."""
    found = db.session.execute(
        _offers_to(person.id, now).where(Paper.kind.in_(ON_OFFER), _visible_to(person)).order_by(Paper.slug)
    )
    return [_offer(row, now) for row in found]


def checks(person: Person) -> Sequence[Paper]:
    """The checks of lessons and modules that the person may see, by their titles."""
    return db.session.scalars(
        select(Paper).where(Paper.kind == PaperKind.CHECK, _visible_to(person)).order_by(Paper.title, Paper.slug)
    ).all()


def offer(slug: str, person: Person, now: datetime) -> Offer:
    """One paper for the person; NotFound when there is none or it is not for them."""
    _check_slug(slug)
    found = db.session.execute(
        _offers_to(person.id, now).where(Paper.slug == slug, Paper.kind != PaperKind.TRIAL, _visible_to(person))
    ).one_or_none()
    if found is None:
        raise NotFound(NO_PAPER)
    return _offer(found, now)


def paper_where(slug: str, person: Person, permission: Permission) -> Paper:
    """The paper if the person holds the permission in the organisation that owns it."""
    _check_slug(slug)
    paper = db.session.scalar(
        select(Paper)
        .where(Paper.slug == slug, Paper.organisation_id.in_(organisations_where(person, permission)))
        .options(selectinload(Paper.editions))
    )
    if paper is None:
        raise NotFound(NO_PAPER)
    return paper


def _check_slug(slug: str) -> None:
    """No paper is named so, and PostgreSQL would rather fail than look for it."""
    if "\0" in slug:
        raise NotFound(NO_PAPER)


def trial_edition() -> PaperEdition | None:
    """The newest edition of the ten questions that visitors try."""
    return db.session.scalar(
        select(PaperEdition)
        .join(PaperEdition.paper)
        .where(Paper.kind == PaperKind.TRIAL, Paper.audience == Audience.EVERYONE)
        .order_by(Paper.slug, PaperEdition.number.desc())
        .limit(1)
    )


def _visible_to(person: Person) -> ColumnElement[bool]:
    return (Paper.audience == Audience.EVERYONE) | Paper.organisation_id.in_(organisations_of(person))


def _offers_to(person_id: int, now: datetime) -> Select[Paper, PaperEdition, int, int | None]:
    newest = select(func.max(PaperEdition.number)).where(PaperEdition.paper_id == Paper.id).correlate(Paper)
    own = select(func.count()).where(Attempt.paper_id == Paper.id, Attempt.person_id == person_id)
    in_progress = select(func.max(Attempt.id)).where(
        Attempt.paper_id == Paper.id,
        Attempt.person_id == person_id,
        Attempt.state == AttemptState.OPEN,
        Attempt.ends_at >= now - GRACE,
    )
    return select(
        Paper,
        PaperEdition,
        own.correlate(Paper).scalar_subquery(),
        in_progress.correlate(Paper).scalar_subquery(),
    ).join(PaperEdition, (PaperEdition.paper_id == Paper.id) & (PaperEdition.number == newest.scalar_subquery()))


def _offer(found: Row[Paper, PaperEdition, int, int | None], now: datetime) -> Offer:
    paper, edition, sat, open_id = found
    state = paper.window.state(sat=sat, in_progress=open_id is not None, now=now)
    return Offer(paper, edition, state, sat, open_id)
