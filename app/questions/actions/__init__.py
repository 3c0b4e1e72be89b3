"""Change the question bank."""

from __future__ import annotations

from app.questions.actions.loading import BankLoaded, load_bank

__all__ = ["BankLoaded", "load_bank"]
