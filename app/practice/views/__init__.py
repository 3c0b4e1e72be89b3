"""Pages of practice: today, the drill, the lists, the plan, progress and settings."""

from __future__ import annotations

from app.practice.views import drill, lists, notes, plan, push, start, taken
from app.practice.views.blueprint import bp

__all__ = ["bp", "drill", "lists", "notes", "plan", "push", "start", "taken"]
