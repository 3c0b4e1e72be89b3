"""What an administrator has chosen for the site, and how organisations look."""

from __future__ import annotations

from app.accounts.models.site import OrganisationLook, Setting
from app.accounts.rules.settings import SITE, SiteSettings
from app.db import db


def site_settings() -> SiteSettings:
    """What holds now; the defaults before anybody has chosen."""
    row = db.session.get(Setting, SITE)
    return SiteSettings.of(row.value if row else {})


def look_of(organisation_id: int) -> OrganisationLook | None:
    """The organisation's colour and logo; None where nobody has chosen any."""
    return db.session.get(OrganisationLook, organisation_id)


def contact_of(organisation_id: int | None) -> str:
    """Whom somebody may ask: the organisation's own contact, else that of the site; empty when there is none."""
    look = look_of(organisation_id) if organisation_id is not None else None
    return (look.contact if look else "") or site_settings().contact
