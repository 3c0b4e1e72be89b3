"""Pages of offices: those that an organisation keeps, one's own, and what a manager sees."""

from __future__ import annotations

from app.offices.views import hosting, kept, managed, own, recommending
from app.offices.views.blueprint import bp

__all__ = ["bp", "hosting", "kept", "managed", "own", "recommending"]
