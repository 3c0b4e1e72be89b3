"""Organisations: their name, their address, how they look."""

from __future__ import annotations

from typing import Any

from app import audit, files
from app.accounts import queries
from app.accounts.actions import check_slug
from app.accounts.models import Organisation, Person
from app.accounts.models.site import OrganisationLook
from app.accounts.rules import HOME_ORGANISATION, colours
from app.admin.rules import logo_type
from app.db import db
from app.errors import Conflict, Refusal

NO_LOGO = "PNG、JPEG、WebP のロゴ（200KBまで）を選んでください。"
PALE = "この色の上では白い文字が読みにくくなります。もっと濃い色にしてください。例：#1a4f9c"
NO_COLOUR = "色は #1a2b3c の形で入力してください。"
HOME_SLUG = "このサイト自身の団体の識別名は変えられません。"


def change_organisation(organisation: Organisation, *, name: str, slug: str, by: Person) -> None:
    """Give it another name or slug; refuses a slug that is taken, and that of the site's own organisation."""
    before = {"slug": organisation.slug, "name": organisation.name}
    if slug != organisation.slug:
        if organisation.slug == HOME_ORGANISATION:
            raise Conflict(HOME_SLUG)
        check_slug(slug)
    organisation.slug, organisation.name = slug, name
    after = {"slug": slug, "name": name}
    if before != after:
        _record("organisation.change", organisation, by, before, after)


def set_look(organisation: Organisation, *, colour: str | None, contact: str, by: Person) -> None:
    """Choose its colour, on which white letters stand, and whom its people may ask."""
    if colour is not None and not colours.HEX.fullmatch(colour):
        raise Refusal(NO_COLOUR)
    if colour is not None and not colours.carries_white(colour):
        raise Refusal(PALE)
    look = _look(organisation)
    before = {"colour": look.colour, "contact": bool(look.contact)}
    look.colour, look.contact = colour, contact
    _record("organisation.look", organisation, by, before, {"colour": colour, "contact": bool(contact)})


def set_logo(organisation: Organisation, data: bytes, *, by: Person) -> None:
    """Put a small picture beside its name; refuses what is none."""
    kind = logo_type(data)
    if kind is None:
        raise Refusal(NO_LOGO)
    stored = files.store(data, type=kind, organisation_id=organisation.id)
    db.session.flush()  # the look names its id
    look = _look(organisation)
    before, look.logo_id = look.logo_id, stored.id
    _record("organisation.logo", organisation, by, {"file": before}, {"file": stored.id})


def drop_logo(organisation: Organisation, *, by: Person) -> None:
    """Show no picture any more; a second time changes nothing."""
    look = _look(organisation)
    if look.logo_id is not None:
        before, look.logo_id = look.logo_id, None
        _record("organisation.logo", organisation, by, {"file": before}, {"file": None})


def _look(organisation: Organisation) -> OrganisationLook:
    look = queries.look_of(organisation.id)
    if look is None:
        look = OrganisationLook(organisation_id=organisation.id, contact="")
        db.session.add(look)
    return look


def _record(action: str, organisation: Organisation, by: Person, before: dict[str, Any], after: dict[str, Any]) -> None:
    subject = f"organisation:{organisation.id}"
    audit.record(action, subject, by=by.id, organisation=organisation.id, before=before, after=after)
