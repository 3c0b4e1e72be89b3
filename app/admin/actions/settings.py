"""Settings that are data: chosen by an administrator, in force at once."""

from __future__ import annotations

from datetime import datetime

from app import audit
from app.accounts import queries
from app.accounts.models import Person
from app.accounts.models.site import Setting
from app.accounts.rules.settings import SITE, SiteSettings
from app.db import db


def save_settings(wanted: SiteSettings, *, by: Person, now: datetime) -> None:
    """Let this hold from now on; what was chosen before stays in the audit trail."""
    before = queries.site_settings()
    if before == wanted:
        return
    row = db.session.get(Setting, SITE, with_for_update=True)
    if row is None:
        row = Setting(key=SITE)
        db.session.add(row)
    row.value, row.changed_at = wanted.stored(), now
    audit.record("setting.change", f"setting:{SITE}", by=by.id, before=_told(before), after=_told(wanted))


def _told(settings: SiteSettings) -> dict[str, object]:
    """Figures and words of ours: the contact is free text, of which the trail says only that there is one."""
    return {**settings.stored(), "contact": bool(settings.contact)}
