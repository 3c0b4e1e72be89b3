"""Find licences and the policies by which they are judged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache

import yaml
from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased, selectinload

from app.config import ROOT
from app.db import db
from app.errors import NotFound
from app.training.models.licences import Licence
from app.training.rules import licences as rules
from app.training.rules.licences import Policy

POLICIES = ROOT / "app" / "training" / "renewal.yaml"
_newer = aliased(Licence)
NO_LICENCE = "この資格の記録は見つかりません。資格の画面から選んでください。"


@lru_cache(maxsize=1)
def policies() -> tuple[Policy, ...]:
    """All policies, as their file says them."""
    return tuple(map(rules.policy, yaml.safe_load(POLICIES.read_text("utf-8"))))


def stands() -> ColumnElement[bool]:
    """True of what was not withdrawn, when no newer of its kind stands."""
    newer = exists().where(
        _newer.person_id == Licence.person_id,
        _newer.kind == Licence.kind,
        _newer.id > Licence.id,
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
