"""Pages of people's data: one's own, and those for whoever answers and decides."""

from __future__ import annotations

from app.privacy.views import desk, own
from app.privacy.views.blueprint import bp

__all__ = ["bp", "desk", "own"]
