"""Tables: the exam day, the budget, days off and night shifts, time spent, the feed for calendars."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Id, Model
from app.practice.rules.calendar import USUAL_MINUTES
from app.practice.rules.words import DayKind


class PracticeSettings(Model):
    """What somebody has said about their practice; without a row all is as usual.

    Times of day are minutes after midnight in Japan; without `remind_at` nobody is reminded.
    Reminders come `by_mail`, and to each device that somebody has named.
    """

    __tablename__ = "practice_settings"
    __table_args__ = (
        CheckConstraint("minutes_a_day BETWEEN 1 AND 240", name="budget_in_range"),
        CheckConstraint("(remind_at IS NULL) OR (remind_at BETWEEN 0 AND 1439)", name="remind_at_is_a_time"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    exam_on: Mapped[date | None]
    minutes_a_day: Mapped[int] = mapped_column(SmallInteger, default=USUAL_MINUTES)
    spared_papers: Mapped[list[str]]
    remind_at: Mapped[int | None] = mapped_column(SmallInteger, index=True)
    by_mail: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[int] = mapped_column(SmallInteger)
    quiet_until: Mapped[int] = mapped_column(SmallInteger)
    reminded_on: Mapped[date | None]
    changed_at: Mapped[datetime]


class MarkedDay(Model):
    """休み・夜勤: a day on which less is asked, or nothing."""

    __tablename__ = "practice_marked_day"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    on: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[DayKind]


class PracticeDay(Model):
    """What somebody did on one day, summed up from the answers so that no page has to."""

    __tablename__ = "practice_day"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    on: Mapped[date] = mapped_column(primary_key=True)
    cards: Mapped[int]
    cards_right: Mapped[int]
    card_seconds: Mapped[int]
    questions: Mapped[int]
    questions_right: Mapped[int]
    question_seconds: Mapped[int]

    @property
    def seconds(self) -> int:
        return self.card_seconds + self.question_seconds


class CalendarFeed(Model):
    """カレンダーの配信: a secret address, kept as a hash, that a calendar reads until it is taken back."""

    __tablename__ = "practice_feed"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
