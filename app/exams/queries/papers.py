"""Find papers: what is on offer to whom, and which somebody may run or rule on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, bindparam, func, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership, Person
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


NEWEST = select(func.max(PaperEdition.number)).where(PaperEdition.paper_id == Paper.id).correlate(Paper)
OWN = (Attempt.paper_id == Paper.id) & (Attempt.person_id == bindparam("person_id"))
IN_PROGRESS = OWN & (Attempt.state == AttemptState.OPEN) & (Attempt.ends_at >= bindparam("still"))
MEMBER_OF = select(Membership.organisation_id).where(Membership.person_id == bindparam("person_id"))
OFFERS = (
    select(
        Paper,
        PaperEdition,
        select(func.count()).where(OWN).correlate(Paper).scalar_subquery(),
        select(func.max(Attempt.id)).where(IN_PROGRESS).correlate(Paper).scalar_subquery(),
    )
    .join(PaperEdition, (PaperEdition.paper_id == Paper.id) & (PaperEdition.number == NEWEST.scalar_subquery()))
    .where((Paper.audience == Audience.EVERYONE) | Paper.organisation_id.in_(MEMBER_OF))
)
ON_THE_LIST = OFFERS.where(Paper.kind.in_(ON_OFFER)).order_by(Paper.slug)
BY_SLUG = OFFERS.where(Paper.slug == bindparam("slug"), Paper.kind != PaperKind.TRIAL)


def offers(person: Person, now: datetime) -> list[Offer]:
    """The papers that the person may see, in the order of their slugs, with the person's own state."""
    found = db.session.execute(ON_THE_LIST, _asked_by(person, now))
    return [_offer(row, now) for row in found]


def checks(person: Person) -> Sequence[Paper]:
    """The checks of lessons and modules that the person may see, by their titles."""
    visible = (Paper.audience == Audience.EVERYONE) | Paper.organisation_id.in_(organisations_of(person))
    wanted = select(Paper).where(Paper.kind == PaperKind.CHECK, visible)
    return db.session.scalars(wanted.order_by(Paper.title, Paper.slug)).all()


def offer(slug: str, person: Person, now: datetime) -> Offer:
    """One paper for the person; NotFound when there is none or it is not for them."""
    _check_slug(slug)
    found = db.session.execute(BY_SLUG, {"slug": slug, **_asked_by(person, now)}).one_or_none()
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


def _asked_by(person: Person, now: datetime) -> dict[str, object]:
    return {"person_id": person.id, "still": now - GRACE}


def _offer(found: Row[Paper, PaperEdition, int, int | None], now: datetime) -> Offer:
    paper, edition, sat, open_id = found
    state = paper.window.state(sat=sat, in_progress=open_id is not None, now=now)
    return Offer(paper, edition, state, sat, open_id)
