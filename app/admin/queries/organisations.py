"""Organisations as the desk lists them, and the places where somebody may do something."""

from __future__ import annotations

from sqlalchemy import func, select

from app.accounts.models import Membership, Organisation
from app.accounts.models.site import OrganisationLook
from app.db import db
from app.errors import NotFound
from app.files import StoredFile
from app.lists import Wanted, Wish

NO_SUCH_ORGANISATION = "この団体は見つかりません。一覧から選んでください。"
PEOPLE_THERE = (
    select(func.count(func.distinct(Membership.person_id)))
    .where(Membership.organisation_id == Organisation.id)
    .correlate(Organisation)
    .scalar_subquery()
)


def organisations_wanted(wish: Wish) -> Wanted:
    """All organisations with how many belong to each, by name or slug."""
    wanted: Wanted = select(Organisation, PEOPLE_THERE.label("people"))
    if wish.search:
        named = Organisation.name.contains(wish.search, autoescape=True)
        wanted = wanted.where(named | Organisation.slug.contains(wish.search.lower(), autoescape=True))
    return wanted


def organisation_by_id(organisation_id: int) -> Organisation:
    """One organisation; NotFound when there is none."""
    found = db.session.get(Organisation, organisation_id)
    if found is None:
        raise NotFound(NO_SUCH_ORGANISATION)
    return found


def logo_of(organisation_id: int) -> StoredFile | None:
    """The picture beside the organisation's name; None where there is none."""
    chosen = select(OrganisationLook.logo_id).where(OrganisationLook.organisation_id == organisation_id)
    return db.session.scalar(select(StoredFile).where(StoredFile.id.in_(chosen)))
