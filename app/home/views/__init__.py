"""Pages of the front door: the start page, ten questions to try, health; and the frame round every page."""

from __future__ import annotations

from app.home.views import frame, health, map, start, trial
from app.home.views.blueprint import bp

__all__ = ["bp", "frame", "health", "map", "start", "trial"]
