"""Find licences and the policies by which they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import yaml
from sqlalchemy import ColumnElement, Select, exists, select, tuple_
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Organisation
from app.config import ROOT
from app.db import db
from app.errors import NotFound
from app.training.models.licences import Licence, LicenceShare
from app.training.models.running import Cohort, CourseRun, Enrolment
from app.training.rules import licences as rules
from app.training.rules.licences import Policy
from app.training.rules.running import EnrolmentState

POLICIES = ROOT / "app" / "training" / "renewal.yaml"
_newer = aliased(Licence)
NO_LICENCE = "この資格の記録は見つかりません。資格の画面から選んでください。"


@lru_cache(maxsize=1)
def policies() -> tuple[Policy, ...]:
    """All policies, as their file says them."""
    return tuple(map(rules.policy, yaml.safe_load(POLICIES.read_text("utf-8"))))


def stands() -> ColumnElement[bool]:
    """True of what was not withdrawn, when none of its kind stands that is valid for longer."""
    newer = exists().where(
        _newer.person_id == Licence.person_id,
        _newer.kind == Licence.kind,
        tuple_(_newer.expires_on, _newer.id) > tuple_(Licence.expires_on, Licence.id),
        _newer.withdrawn_at.is_(None),
    )
    return Licence.withdrawn_at.is_(None) & ~newer


def licences(person_id: int) -> list[tuple[Licence, bool]]:
    """All that the person has recorded, the newest first, and whether it stands."""
    rows = db.session.execute(
        select(Licence, stands()).where(Licence.person_id == person_id).order_by(Licence.id.desc())
    )
    return [(licence, bool(standing)) for licence, standing in rows]


def own_licence(licence_id: int, person_id: int) -> Licence:
    """One of the person's own; anybody else's is not found."""
    found = db.session.scalar(select(Licence).where(Licence.id == licence_id, Licence.person_id == person_id))
    if found is None:
        raise NotFound(NO_LICENCE)
    return found


def ending(today: date) -> Sequence[Licence]:
    """What stands and ends within the longest time of which any policy reminds."""
    longest = max(days for each in policies() for days in each.remind_days)
    return db.session.scalars(
        select(Licence)
        .where(Licence.expires_on >= today, Licence.expires_on <= today + timedelta(days=longest), stands())
        .order_by(Licence.id)
        .options(selectinload(Licence.reminders))
    ).all()


def places(person_id: int) -> Sequence[Organisation]:
    """The organisations in whose trainings the person learns or has learnt, by name."""
    own = (
        select(CourseRun.organisation_id)
        .join(Cohort, Cohort.run_id == CourseRun.id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Enrolment.person_id == person_id, Enrolment.state == EnrolmentState.ENROLLED)
    )
    return db.session.scalars(select(Organisation).where(Organisation.id.in_(own)).order_by(Organisation.name)).all()


def place(organisation_id: int, person_id: int) -> Organisation:
    """One of them; any other is not found."""
    found = next((each for each in places(person_id) if each.id == organisation_id), None)
    if found is None:
        raise NotFound(NO_LICENCE)
    return found


def shares(person_id: int) -> Sequence[LicenceShare]:
    """Which organisations were allowed to see the person's licences, the newest first; those of the past too."""
    return db.session.scalars(
        select(LicenceShare)
        .where(LicenceShare.person_id == person_id)
        .order_by(LicenceShare.id.desc())
        .options(joinedload(LicenceShare.organisation))
    ).all()


def shared_with(organisation_id: int) -> list[tuple[Licence, bool]]:
    """Every licence of the learners who let the organisation see them, and whether it stands; the nearest end first."""
    sharing = select(LicenceShare.person_id).where(
        LicenceShare.organisation_id == organisation_id, LicenceShare.withdrawn_at.is_(None)
    )
    rows = db.session.execute(
        select(Licence, stands())
        .join(Licence.person)
        .where(Licence.person_id.in_(sharing), Licence.person_id.in_(_learners(organisation_id)))
        .order_by(Licence.expires_on, Licence.id)
        .options(contains_eager(Licence.person), selectinload(Licence.reminders))
    )
    return [(licence, bool(standing)) for licence, standing in rows]


def not_sharing(organisation_id: int) -> Sequence[int]:
    """Ids of the learners of the organisation of whom it sees no licence: none is recorded, or it is not shared."""
    sharing = select(LicenceShare.person_id).where(
        LicenceShare.organisation_id == organisation_id, LicenceShare.withdrawn_at.is_(None)
    )
    seen = select(Licence.person_id).where(Licence.person_id.in_(sharing), Licence.withdrawn_at.is_(None))
    learners = _learners(organisation_id).where(Enrolment.person_id.not_in(seen))
    return sorted(set(db.session.scalars(learners)))


def _learners(organisation_id: int) -> Select[int]:
    return (
        select(Enrolment.person_id)
        .join(Enrolment.cohort)
        .join(Cohort.run)
        .where(CourseRun.organisation_id == organisation_id, Enrolment.state == EnrolmentState.ENROLLED)
    )
