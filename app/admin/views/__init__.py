"""Pages of the desk."""

from __future__ import annotations

from app.admin.views import desk, invitations, looking, organisations, people, settings, work
from app.admin.views.blueprint import bp, guests

__all__ = ["bp", "desk", "guests", "invitations", "looking", "organisations", "people", "settings", "work"]
