"""Tables of practice: review cards and their history, sets, a person's calendar and wishes."""

from __future__ import annotations

from app.practice.models.bags import PracticeBag
from app.practice.models.calendar import CalendarFeed, MarkedDay, PracticeDay, PracticeSettings
from app.practice.models.cards import MemoryFit, ReviewCard, ReviewLog
from app.practice.models.notes import Note
from app.practice.models.push import PushDevice
from app.practice.models.searched import SearchedQuestion, SearchedWhy
from app.practice.models.sets import PracticeSet

__all__ = [
    "CalendarFeed",
    "MarkedDay",
    "MemoryFit",
    "Note",
    "PracticeBag",
    "PracticeDay",
    "PracticeSet",
    "PracticeSettings",
    "PushDevice",
    "ReviewCard",
    "ReviewLog",
    "SearchedQuestion",
    "SearchedWhy",
]
