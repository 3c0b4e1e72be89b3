"""Pages of statistics."""

from __future__ import annotations

from app.statistics.views import bank, cohorts, comparison, files, reports
from app.statistics.views.blueprint import bp

__all__ = ["bank", "bp", "cohorts", "comparison", "files", "reports"]
