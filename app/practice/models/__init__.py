"""Tables of practice: review cards and their history, sets, a person's calendar and wishes."""

from __future__ import annotations

from app.practice.models.calendar import CalendarFeed, MarkedDay, PracticeDay, PracticeSettings
from app.practice.models.cards import MemoryFit, ReviewCard, ReviewLog
from app.practice.models.sets import PracticeSet

__all__ = [
    "CalendarFeed",
    "MarkedDay",
    "MemoryFit",
    "PracticeDay",
    "PracticeSet",
    "PracticeSettings",
    "ReviewCard",
    "ReviewLog",
]
