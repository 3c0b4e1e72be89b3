"""Find the practica of which an office here is the host: those that wait for its manager, and one of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.db import db
from app.errors import NotFound
from app.training.models.running import Cohort, Enrolment, Practicum
from app.training.queries.running import NO_PRACTICUM
from app.training.rules.running import EnrolmentState


def hosted(office_ids: Iterable[int]) -> Sequence[Practicum]:
    """What the managers of these offices have not signed yet, of those who still learn, the oldest first."""
    return db.session.scalars(
        select(Practicum)
        .join(Practicum.enrolment)
        .where(
            Practicum.office_id.in_(set(office_ids)),
            Practicum.signed_at.is_(None),
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .order_by(Practicum.created_at, Practicum.id)
        .options(
            joinedload(Practicum.enrolment).joinedload(Enrolment.person),
            joinedload(Practicum.enrolment).joinedload(Enrolment.cohort).joinedload(Cohort.run),
            joinedload(Practicum.module),
            joinedload(Practicum.office),
            selectinload(Practicum.days),
        )
    ).all()


def hosted_practicum(practicum_id: int, office_ids: Iterable[int], *, lock: bool = False) -> Practicum:
    """One of which one of these offices is the host, signed or not; any other is not found."""
    wanted = (
        select(Practicum)
        .where(Practicum.id == practicum_id, Practicum.office_id.in_(set(office_ids)))
        .options(joinedload(Practicum.enrolment).joinedload(Enrolment.person), selectinload(Practicum.days))
    )
    found = db.session.scalar(wanted.with_for_update(of=Practicum) if lock else wanted)
    if found is None:
        raise NotFound(NO_PRACTICUM)
    return found
