"""Pages of reading: the buttons, the glossary, the list of readings."""

from __future__ import annotations

from app.reading.views import pages, writing
from app.reading.views.blueprint import bp

__all__ = ["bp", "pages", "writing"]
