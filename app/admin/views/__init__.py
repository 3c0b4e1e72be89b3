"""Pages of the desk."""

from __future__ import annotations

from app.admin.views import desk, looking, organisations, people, settings, work
from app.admin.views.blueprint import bp

__all__ = ["bp", "desk", "looking", "organisations", "people", "settings", "work"]
